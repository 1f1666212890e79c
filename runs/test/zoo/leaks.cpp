// SPDX-License-Identifier: MIT
// Mappings and regions that are left behind. What is wrong is that something does *not* happen, so its moment
// is the end of whatever should have done it.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/thread_life.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_atomic.hpp"
#include "mm/kmap_local.hpp"
#include "runs/test/zoo/mistakes.hpp"

#include <cstring>

namespace kernel::zoo {

namespace {

/// Runs `work` in a thread of its own, whose end is the mistake, and then `mend`, which gives back what it
/// left.
template <class Work, class Mend> void leak_at_the_end_of_a_thread(Cage& cage, Work work, Mend mend)
{
    auto body = [&] {
        work();
        cage.mistake([] { exit_thread(0); });
        mend();
    };
    static_cast<void>(spawn("leaky", body));
}

} // namespace

void loop_leaves_the_mapping_by_continue(Cage& cage)
{
    OwnedFrame const frame;
    VirtAddr forgotten;
    leak_at_the_end_of_a_thread(
        cage, [&] { forgotten = mm::kmap_local_pfn(frame.pfn()); }, [&] { mm::kunmap_local(forgotten); });
}

void shared_mapping_is_never_given_back(Cage& cage)
{
    if (mm::frames().high().free_frames() == 0) return cage.skip("no high memory, so kmap() takes no slot");
    OwnedFrame const frame;
    leak_at_the_end_of_a_thread(
        cage, [&] { static_cast<void>(mm::kmap(frame.frame())); }, [&] { mm::kunmap(frame.frame()); });
}

void error_return_leaves_preemption_off(Cage& cage)
{
    OwnedFrame const frame;
    VirtAddr forgotten;
    leak_at_the_end_of_a_thread(
        cage, [&] { forgotten = mm::kmap_atomic(frame.frame()); }, [&] { mm::kunmap_atomic(forgotten); });
}

void mapping_thrown_away(Cage& cage)
{
    OwnedFrame const frame;
    leak_at_the_end_of_a_thread(
        cage, [&] { std::memset(hw::at(mm::kmap_local_pfn(frame.pfn())), 0, kPageSize); },
        [] { mm::local_release_to(0); });
    mm::LocalMap map{frame.pfn()}; // a handle that has a name
    std::memset(map.bytes().data(), 0, kPageSize);
}

void short_lived_slots_are_kept(Cage& cage)
{
    OwnedFrame const frame;
    u32 kept = 0;
    cage.mistake([&] {
        for (;; ++kept) static_cast<void>(mm::kmap_local_pfn(frame.pfn()));
    });
    cage.expect(kept == mm::layout::kLocalThreadDepth, "the 17th is the one that is refused");
}

} // namespace kernel::zoo
