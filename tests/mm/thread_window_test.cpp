// SPDX-License-Identifier: MIT
// Windows that belong to threads: who holds a mapping moves with it, a switch leaves nothing behind, and
// what one thread has mapped is nothing to another.
#include "mm/flush_ledger.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_compound.hpp"
#include "mm/local_report.hpp"
#include "mm/window_judge.hpp"
#include "mm/window_switch.hpp"
#include "tests/sim/booted_machine.hpp"

#include <set>

namespace {

using lib::ReportKind;
using sim::at;

class ThreadWindow : public sim::BootedMachine {
protected:
    ThreadWindow() : BootedMachine{{.windows = mm::WindowDesign::Thread}} {}
    ~ThreadWindow() override { mm::choose_windows(sim::usual_windows()); }

    mm::Frame const a = high_frame('a'), b = high_frame('b');
    sim::Thread other{"other"};

    /// `thread` goes on on CPU `cpu`, from wherever it is.
    static void move(sim::Thread& thread, sim::Thread& stand_in, u32 from, u32 to)
    {
        sim::on_cpu(from, [&] { sim::switch_to(stand_in); });
        sim::on_cpu(to, [&] { sim::switch_to(thread); });
    }
    static VirtAddr map(mm::Frame frame) { return mm::kmap_local_page(frame); }
};

TEST_F(ThreadWindow, HolderReadsOnAtTheSameAddressOnAnotherCpu)
{
    sim::Thread stand_in{"stand-in"};
    sim::switch_to(other);
    VirtAddr const page = map(a);
    move(other, stand_in, 0, 1);
    sim::on_cpu(1, [&] {
        EXPECT_EQ(at(page), 'a');
        mm::kunmap_local(page);
        EXPECT_TRUE(sim::fault_of([&] { (void)sim::load(page); }));
        EXPECT_FALSE(other.local.in_use());
    });
}

TEST_F(ThreadWindow, CpuThatItLeftKeepsNothingOfIt)
{
    sim::Thread stand_in{"stand-in"};
    sim::switch_to(other);
    VirtAddr const page = map(a);
    EXPECT_EQ(at(page), 'a'); // CPU 0 has the translation
    move(other, stand_in, 0, 1);
    sim::on_cpu(1, [&] { mm::kunmap_local(page); }); // and is not there when the page goes
    sim::on_cpu(1, [&] { (void)map(b); });
    sim::Thread another{"another"};
    sim::on_cpu(1, [&] { sim::switch_to(another); });
    sim::switch_to(other);
    EXPECT_EQ(at(page), 'b');
}

TEST_F(ThreadWindow, SwitchFlushesEveryPageOfTheThreadThatLeaves)
{
    VirtAddr const outer = map(a), inner = map(b);
    EXPECT_EQ(at(outer), 'a');
    EXPECT_EQ(at(inner), 'b');
    sim::switch_to(other);
    EXPECT_FALSE(sim::mmu().caches(outer) || sim::mmu().caches(inner));
    for (VirtAddr const page : {outer, inner}) EXPECT_TRUE(sim::fault_of([&] { (void)sim::load(page); }));
}

TEST_F(ThreadWindow, SwitchFlushesEveryPageWhileFlushesAreWatchedToo)
{
    mm::set_kmap_debug({.flush = true});
    VirtAddr const outer = map(a), inner = map(b);
    EXPECT_EQ(at(outer), 'a');
    EXPECT_EQ(at(inner), 'b');
    sim::switch_to(other);
    EXPECT_FALSE(sim::mmu().caches(outer) || sim::mmu().caches(inner));
    for (VirtAddr const page : {outer, inner}) EXPECT_EQ(mm::owing_cpus(page), lib::CpuMask{});
    mm::set_kmap_debug({});
}

TEST_F(ThreadWindow, SwitchWithoutMappingsForgetsTheWindowOfBefore)
{
    VirtAddr const page = map(a);
    EXPECT_EQ(at(page), 'a');
    mm::kunmap_local(page); // the directory entry is still cached
    sim::switch_to(other);
    VirtAddr const theirs = map(b);
    EXPECT_EQ(at(theirs), 'b');
    EXPECT_NE(theirs, page);
}

TEST_F(ThreadWindow, CompoundComesAlongWhole)
{
    auto const block = mm::frames().alloc_frames(2, mm::ZoneChoice::HighFirst).value();
    for (u32 page = 0; page < 4; ++page)
        *sim::ram((block.pfn() + page).base()) = static_cast<std::byte>('p' + page);
    VirtAddr const address = mm::kmap_local_compound(block, 2).address;
    for (u32 page = 0; page < 4; ++page)
        EXPECT_EQ(at(address + page * kPageSize), static_cast<char>('p' + page));
    sim::Thread& self = sim::current();
    sim::switch_to(other);
    for (u32 page = 0; page < 4; ++page) EXPECT_FALSE(sim::mmu().caches(address + page * kPageSize));
    move(self, other, 1, 1);
    sim::on_cpu(1, [&] {
        for (u32 page = 0; page < 4; ++page)
            EXPECT_EQ(at(address + page * kPageSize), static_cast<char>('p' + page));
    });
}

TEST_F(ThreadWindow, NoThreadIsPinnedByWhatItHolds)
{
    (void)map(a);
    EXPECT_TRUE(mm::local_stack().in_use());
    EXPECT_FALSE(mm::local_stack().pinned());
}

TEST_F(ThreadWindow, PointerThatLeakedFaultsAndNamesItsThread)
{
    VirtAddr const page = map(a);
    sim::switch_to(other);
    EXPECT_TRUE(sim::fault_of([&] { (void)sim::load(page); }));
    EXPECT_TRUE(sim::stopped_with(mm::judge({page, mm::AccessKind::Read, 1}), ReportKind::ForeignSlot,
                                  "mapped for another thread only: slot 0 of thread 'boot 0'"));
    EXPECT_STOP_SAYING(ReportKind::ForeignSlot, "slot 0 of thread 'boot 0': only that thread can",
                       mm::kunmap_local(page));
}

TEST_F(ThreadWindow, PageThatNobodyMapsIsNobodys)
{
    VirtAddr const page = mm::layout::kThreadWindow.end - 1;
    EXPECT_TRUE(sim::stopped_with(mm::judge({page, mm::AccessKind::Read, 1}), ReportKind::StaleSlot,
                                  "where it has no slots"));
    EXPECT_STOP_SAYING(ReportKind::NotASlot, "no other thread has mapped it", mm::kunmap_local(page));
}

// Each of 64 threads holds its first slot; each tries every other's.
TEST_F(ThreadWindow, NoneOf64ThreadsReachesAnothersPage)
{
    std::vector<std::unique_ptr<sim::Thread>> threads;
    std::vector<VirtAddr> pages;
    for (u32 count = 0; count < 64; ++count) {
        threads.push_back(std::make_unique<sim::Thread>("thread " + std::to_string(count)));
        sim::Preempted const now{*threads.back()};
        pages.push_back(map(a));
    }
    EXPECT_EQ(std::set(pages.begin(), pages.end()).size(), pages.size()) << "two begin at the same slot";
    for (auto const& thread : threads) {
        sim::Preempted const now{*thread};
        for (u32 index = 0; index < pages.size(); ++index)
            EXPECT_EQ(sim::fault_of([&] { (void)sim::load(pages[index]); }).has_value(),
                      threads[index] != thread);
    }
}

TEST_F(ThreadWindow, NeighboursInAgeDoNotOverlap)
{
    for (u32 count = 0; count < 300; ++count) {
        sim::Thread const one{"one"}, two{"two"};
        u32 const distance = one.local.window().page_of(two.local.window().address_of(0));
        EXPECT_GE(std::min(distance, 0u - distance), mm::LocalStack::kIrqPages);
        EXPECT_LE(two.local.window().address_of(mm::LocalStack::kIrqPages) + kPageSize,
                  mm::layout::kThreadWindow.end);
        mm::LocalStack first = one.local, second = two.local;
        mm::take_back_window(first);
        mm::take_back_window(second);
    }
}

TEST_F(ThreadWindow, TakesAFrameAndGivesItBack)
{
    u32 const before = mm::frames().low().free_frames();
    mm::LocalStack stack;
    ASSERT_TRUE(mm::give_window(stack));
    EXPECT_EQ(mm::frames().low().free_frames(), before - 1);
    mm::take_back_window(stack);
    EXPECT_EQ(mm::frames().low().free_frames(), before);
}

TEST_F(ThreadWindow, IsAValueWhenThereIsNoFrame)
{
    while (mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly)) {
    }
    mm::LocalStack stack;
    EXPECT_FALSE(mm::give_window(stack));
}

// The handler that nothing holds off, between the change of the running thread and that of the window.
TEST_F(ThreadWindow, IsShownToAHandlerInTheMiddleOfASwitch)
{
    VirtAddr const page = map(a);
    EXPECT_EQ(at(page), 'a');
    mm::replace_table(*mm::cpu_window().directory, other.local.table()); // as if it were shown still
    hw::flush_all();
    mm::show_own_window();
    EXPECT_EQ(at(page), 'a');
    VirtAddr const nested = map(b);
    EXPECT_EQ(at(nested), 'b');
}

TEST_F(ThreadWindow, OtherCpusDirectoriesShowOtherThreads)
{
    VirtAddr const page = map(a);
    sim::on_cpu(1, [&] { EXPECT_TRUE(sim::fault_of([&] { (void)sim::load(page); })); });
    EXPECT_NE(mm::cpu_window(0).directory, mm::cpu_window(1).directory);
    EXPECT_EQ(at(page), 'a');
}

} // namespace
