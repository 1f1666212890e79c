// SPDX-License-Identifier: MIT
// How far a pass has got, how fast it is, and how long it will take. Computing and wording only.
#pragma once

#include "lib/text.hpp"
#include "runs/memtest/pattern.hpp"

namespace kernel::memtest {

/// Work, and the time it took. Pauses count in neither.
struct Work {
    u64 bytes = 0; ///< read and written
    u32 ticks = 0;
    constexpr void add(Work const& more) { bytes += more.bytes, ticks += more.ticks; }
};

/// MiB read and written per second; 0 if it is too early to say.
[[nodiscard]] u32 mebibytes_per_second(Work const& work, u32 hz);

struct Progress {
    Work done;             ///< of this pass
    u64 total_bytes = 0;   ///< of this pass
    u32 pause_seconds = 0; ///< that are still to come

    [[nodiscard]] u32 percent() const;
    [[nodiscard]] u32 seconds_left(u32 hz) const;
    /// The same at the rate of other work.
    [[nodiscard]] u32 seconds_at(Work const& rate, u32 hz) const;
};

/// "1 h 05 min", "12 min 05 s", "7 s".
[[nodiscard]] lib::Text<24> duration(u32 seconds);

} // namespace kernel::memtest
