// SPDX-License-Identifier: MIT
// kmap_atomic on the real machine: a thread that holds a page is not preempted, and its page faults fail.
// For what else it refuses: tests/mm/kmap_atomic_test.cpp.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/sleep.hpp"
#include "lib/atomic.hpp"
#include "mm/demand_area.hpp"
#include "mm/kmap_atomic.hpp"
#include "mm/kmap_debug.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/common/shared_window.hpp"
#include "runs/test/high_frames.hpp"
#include "runs/test/test_table.hpp"

#include <cstring>

namespace kernel {

namespace {

using lib::ReportKind;
using mm::AtomicMap;
using mm::LocalMap;

// Pages that are made when they are touched, for a scope.
class DemandArea {
public:
    explicit DemandArea(u32 pages) : address_{mm::demand_map(pages).must()} {}
    ~DemandArea() { mm::demand_unmap(address_); }
    DemandArea(DemandArea const&) = delete;
    DemandArea& operator=(DemandArea const&) = delete;

    [[nodiscard]] VirtAddr address() const { return address_; }

private:
    VirtAddr address_;
};

void holder_is_not_preemptible(TestRun& test)
{
    OwnedFrame const frame;
    {
        AtomicMap const outer{frame.frame()};
        {
            AtomicMap const inner{frame.frame()};
        }
        test.expect(!preemptible(), "the inner unmap allowed preemption again");
        // Each alone makes faults fail; only asking tells the two apart.
        test.expect(mm::pagefault_disabled(), "the inner unmap let faults be resolved again");
    }
    test.expect(preemptible(), "preemption is still off afterwards");
    test.expect(!mm::pagefault_disabled(), "faults still fail afterwards");
}

// A more urgent thread becomes ready while the page is held.
template <class Map> bool is_overtaken_while_it_holds(mm::Frame frame)
{
    MigrationGuard const here;
    Completion go{"go"};
    lib::Atomic<bool> ran = false;
    auto body = [&] {
        go.wait();
        ran.store(true, lib::MemoryOrder::SeqCst);
    };
    auto const urgent =
        spawn("urgent", body, {.priority = Priority::High, .affinity = lib::CpuMask::of(here.cpu())});
    CHECK(urgent.has_value());
    Map const map{frame};
    go.complete();
    return ran.load(lib::MemoryOrder::SeqCst);
}

void more_urgent_thread_waits_for_the_holder(TestRun& test)
{
    OwnedFrame const frame;
    test.expect(is_overtaken_while_it_holds<LocalMap>(frame.frame()), "kmap_local held off the other thread");
    test.expect(!is_overtaken_while_it_holds<AtomicMap>(frame.frame()), "preempted with the page in hands");
}

void holder_may_not_sleep(TestRun& test)
{
    OwnedFrame const frame;
    test.expect_stop(ReportKind::SleepInAtomic, "sleep", [&] {
        AtomicMap const map{frame.frame()};
        sleep_ticks(1);
    });
    sleep_ticks(1); // the report ended the region
}

// The copy stops at the second of two pages, which is never made.
void copy_from_a_missing_page_returns_short(TestRun& test)
{
    OwnedFrame const frame;
    DemandArea const pages{2};
    VirtAddr const missing = pages.address() + kPageSize;
    read_byte(pages.address()); // makes the first
    {
        AtomicMap map{frame.frame()};
        std::memset(map.bytes().data(), 'x', kPageSize);
        u32 const left = hw::copy_catching_faults(map.address(), missing - 60, 100);
        test.expect(left == 40, "{} of 100 bytes are missing", left);
        test.expect(read_byte(map.address() + 59) == 0, "what was there did not arrive");
        test.expect(read_byte(map.address() + 60) == 'x', "bytes came out of nowhere");
        test.expect(!is_mapped(missing), "the page was made all the same");
    }
    LocalMap const map{frame.frame()};
    u32 const left = hw::copy_catching_faults(map.address(), missing - 60, 100);
    test.expect(left == 0, "{} of 100 bytes are missing under kmap_local", left);
    test.expect(read_byte(map.address() + 99) == 0, "the made page is not zero");
}

// kmap_atomic does both, and either would do.
void faults_fail_for_each_of_two_reasons(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap const map{frame.frame()};
    DemandArea const pages{1};
    mm::pagefault_disable();
    test.expect(hw::copy_catching_faults(map.address(), pages.address(), 4) == 4, "faults are resolved");
    mm::pagefault_enable();
    mm::preempt_disable();
    test.expect(hw::copy_catching_faults(map.address(), pages.address(), 4) == 4, "resolved, preemption off");
    mm::preempt_enable();
    test.expect(hw::copy_catching_faults(map.address(), pages.address(), 4) == 0, "faults still fail");
}

void access_that_cannot_fail_stops(TestRun& test)
{
    OwnedFrame const frame;
    DemandArea const pages{1};
    test.expect_stop(ReportKind::PageFault, "nothing is mapped", [&] {
        AtomicMap const map{frame.frame()};
        read_byte(pages.address());
    });
    test.expect(read_byte(pages.address()) == 0, "not resolved afterwards");
}

void guard_in_such_a_copy_is_no_short_copy(TestRun& test)
{
    OwnedFrame const from{mm::ZoneChoice::LowOnly};
    OwnedFrame const to;
    AtomicMap const map{to.frame()};
    if (mm::layout::kDirectMap.contains(map.address()))
        return test.skip("no high memory: the page has no guard");
    VirtAddr const source = mm::lowmem_address(from.pfn().base());
    test.expect_stop(ReportKind::Overrun, " 64 bytes past the end of slot 0", [&] {
        static_cast<void>(hw::copy_catching_faults(map.address() + 64, source, kPageSize));
    });
    test.expect_stop(ReportKind::Overrun, " 64 bytes past the end of slot 0", [&] {
        static_cast<void>(hw::copy_catching_faults(source, map.address() + 64, kPageSize));
    });
}

void atomics_nest_with_kmap_local(TestRun& test)
{
    if (mm::kmap_debug().linux_rules) return test.skip("kmap.debug=linux only warns, once");
    if (!has_high_frames(test, 3)) return;
    HighFrames<3> const frames;
    LocalMap const outer{frames[0]};
    AtomicMap const middle{frames[1]};
    LocalMap const inner{frames[2]};
    VirtAddr const pages[] = {outer.address(), middle.address(), inner.address()};
    for (u32 index = 0; index < 3; ++index)
        test.expect(read_word(pages[index]) == index, "frame {} shows {}", index, read_word(pages[index]));
    test.expect_stop(ReportKind::OutOfOrder, "mapped last", [&] { mm::kunmap_atomic(middle.address()); });
    test.expect_stop(ReportKind::OutOfOrder, "mapped last", [&] { mm::kunmap_local(outer.address()); });
    test.expect(!preemptible(), "the refused unmap allowed preemption");
}

void lowmem_page_takes_no_slot_but_is_atomic(TestRun& test)
{
    if (mm::kmap_debug().force) return test.skip("kmap.debug=force gives it one");
    OwnedFrame const low{mm::ZoneChoice::LowOnly};
    AtomicMap const map{low.frame()};
    test.expect(map.address() == mm::lowmem_address(low.pfn().base()), "mapped at {}", map.address());
    test.expect(!preemptible(), "may be preempted");
}

constexpr GuestTest kKmapAtomicTests[] = {
    {"kmap_atomic_holder_is_not_preemptible", holder_is_not_preemptible},
    {"kmap_atomic_more_urgent_thread_waits_for_the_holder", more_urgent_thread_waits_for_the_holder},
    {"kmap_atomic_holder_may_not_sleep", holder_may_not_sleep},
    {"kmap_atomic_copy_from_a_missing_page_returns_short", copy_from_a_missing_page_returns_short},
    {"kmap_atomic_faults_fail_for_each_of_two_reasons", faults_fail_for_each_of_two_reasons},
    {"kmap_atomic_access_that_cannot_fail_stops", access_that_cannot_fail_stops},
    {"kmap_atomic_guard_in_such_a_copy_is_no_short_copy", guard_in_such_a_copy_is_no_short_copy},
    {"kmap_atomic_nests_with_kmap_local_in_one_order", atomics_nest_with_kmap_local},
    {"kmap_atomic_lowmem_page_takes_no_slot_but_is_atomic", lowmem_page_takes_no_slot_but_is_atomic},
};

} // namespace

std::span<GuestTest const> kmap_atomic_tests() { return kKmapAtomicTests; }

} // namespace kernel
