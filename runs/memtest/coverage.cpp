// SPDX-License-Identifier: MIT
#include "runs/memtest/coverage.hpp"

#include "kernel/log/log.hpp"

namespace kernel::memtest {

namespace {

/// The frames that a stretch of bytes touches.
u64 frames_of(mm::Dropped const& dropped)
{
    return (dropped.end - dropped.begin + kPageSize - 1) >> kPageShift;
}

} // namespace

Coverage coverage(mm::MemoryMap const& map, Pool const& pool, u32 free_before)
{
    u32 const usable = mm::count_frames(map.ram(), {Pfn{0}, map.ram_end()});
    return {usable, usable - free_before, pool.frames(), pool.left_out()};
}

void say_ranges(mm::MemoryMap const& map, Pool const& pool, std::span<FrameRange const> bad)
{
    for (FrameRange const& piece : map.ram()) {
        say("memtest: {}..{}: {} of {} frames under test, {} bad", piece.begin.base(), piece.end.base(),
            mm::count_frames(pool.ranges(), piece), piece.count(), mm::count_frames(bad, piece));
    }
}

void say_left_out(mm::MemoryMap const& map, Coverage const& coverage)
{
    say("memtest: not tested: {} that the kernel occupies", lib::Counted{coverage.kernel, "frame"});
    if (coverage.left_out > 0)
        say("memtest: not tested: {}, which are scattered over too many places",
            lib::Counted{coverage.left_out, "free frame"});
    for (mm::Dropped const& dropped : map.dropped())
        say("memtest: not tested: {}, {}..{}: {}", lib::Counted{frames_of(dropped), "frame"}, dropped.begin,
            dropped.end, mm::drop_reason_text(dropped.reason));
    if (map.dropped().left_out() > 0)
        say("memtest: not tested: {} more stretches, for the same reasons", map.dropped().left_out());
}

} // namespace kernel::memtest
