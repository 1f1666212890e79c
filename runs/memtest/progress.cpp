// SPDX-License-Identifier: MIT
#include "runs/memtest/progress.hpp"

#include "lib/format.hpp"

namespace kernel::memtest {

u32 mebibytes_per_second(Work const& work, u32 hz)
{
    return work.ticks == 0 ? 0 : static_cast<u32>((work.bytes >> 10) * hz / work.ticks >> 10);
}

u32 Progress::percent() const
{
    return total_bytes == 0 ? 100 : static_cast<u32>((done.bytes >> 10) * 100 / ((total_bytes >> 10) + 1));
}

u32 Progress::seconds_left(u32 hz) const { return seconds_at(done, hz); }

u32 Progress::seconds_at(Work const& rate, u32 hz) const
{
    u64 const rest = done.bytes < total_bytes ? total_bytes - done.bytes : 0;
    u64 const kibibytes = (rate.bytes >> 10) * hz / (rate.ticks + 1); // per second
    return pause_seconds + (kibibytes == 0 ? 0 : static_cast<u32>((rest >> 10) / kibibytes));
}

lib::Text<24> duration(u32 seconds)
{
    u32 const minutes = seconds / 60;
    if (minutes >= 60) return lib::formatted<24>("{} h {:02} min", minutes / 60, minutes % 60);
    if (minutes > 0) return lib::formatted<24>("{} min {:02} s", minutes, seconds % 60);
    return lib::formatted<24>("{} s", seconds);
}

} // namespace kernel::memtest
