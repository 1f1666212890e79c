// SPDX-License-Identifier: MIT
// kmap_local under preemption and interrupts, between any two instructions: the argument at the head of
// mm/local_slot.hpp, put to the test.
#include "mm/context.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_switch.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/single_step.hpp"

namespace {

using sim::at;

class LocalSwitch : public sim::BootedMachine {
protected:
    // Their entries differ in both halves, so that a mix of two is another frame.
    Pfn const frame_a = filled(Pfn{0x11'1111}, 'a');
    Pfn const frame_b = filled(Pfn{0x22'2222}, 'b');
    Pfn const frame_x = filled(Pfn{0x33'3333}, 'x');
    Pfn const frame_y = filled(Pfn{0x44'4444}, 'y');
    sim::Thread other{"other"};

    static Pfn filled(Pfn pfn, char value)
    {
        *sim::ram(pfn.base()) = static_cast<std::byte>(value);
        return pfn;
    }
    static bool faults(VirtAddr address)
    {
        return sim::fault_of([&] { (void)at(address); }).has_value();
    }

    /// A handler that uses the slots above whatever it interrupts.
    void map_in_interrupt()
    {
        mm::LocalIrqScope const interrupt;
        VirtAddr const outer = mm::kmap_local_pfn(frame_x);
        VirtAddr const inner = mm::kmap_local_pfn(frame_y);
        require(at(outer) == 'x' && at(inner) == 'y', "the interrupt reads somebody else's frame");
        mm::kunmap_local(inner);
        mm::kunmap_local(outer);
        require(faults(outer) && faults(inner), "the interrupt's pages are still there");
    }

    /// The other thread runs on this CPU, through the same slots.
    void preempt_by_mapper()
    {
        sim::Preempted const preempted{other};
        require(other_outer_ == VirtAddr{} || at(other_outer_) == 'x', "the other thread lost its page");
        VirtAddr const inner = mm::kmap_local_pfn(frame_y);
        require(at(inner) == 'y', "the other thread reads somebody else's frame");
        mm::kunmap_local(inner);
        require(faults(inner), "the other thread's page is still there");
    }

    /// The other thread gets a mapping that it holds from now on, whichever thread runs.
    void let_other_hold_one()
    {
        sim::Preempted const preempted{other};
        other_outer_ = mm::kmap_local_pfn(frame_x);
    }

    /// What is interrupted: nested mapping, use and unmapping, above a mapping that stays.
    void map_and_unmap()
    {
        VirtAddr const inner = mm::kmap_local_pfn(frame_b);
        require(at(outer_) == 'a' && at(inner) == 'b', "the thread reads somebody else's frame");
        mm::kunmap_local(inner);
        require(at(outer_) == 'a', "the thread lost its page");
    }
    void hold_outer() { outer_ = mm::kmap_local_pfn(frame_a); }

    void expect_all_unmapped()
    {
        mm::kunmap_local(outer_);
        EXPECT_FALSE(mm::local_stack().in_use());
        auto const& window = mm::local_window();
        for (u32 page = 0; page < 2 * mm::slots_per_window(); ++page) {
            EXPECT_FALSE(mm::read_entry(window.entry(page)).present()) << page;
            EXPECT_FALSE(sim::mmu().caches(window.address_of(page))) << page;
        }
    }

    static void require(bool condition, char const* otherwise)
    {
        if (!condition) throw std::runtime_error{otherwise};
    }

private:
    VirtAddr outer_;
    VirtAddr other_outer_;
};

TEST_F(LocalSwitch, PreemptedThreadFindsItsPagesAtTheSameAddress)
{
    ONLY_WINDOWS_OF_CPUS();
    VirtAddr const outer = mm::kmap_local_pfn(frame_a);
    VirtAddr const inner = mm::kmap_local_pfn(frame_b);
    {
        sim::Preempted const preempted{other};
        EXPECT_EQ(mm::kmap_local_pfn(frame_x), outer) << "the other thread uses the same slot";
        EXPECT_EQ(at(outer), 'x');
        EXPECT_TRUE(faults(inner));
    }
    EXPECT_EQ(at(outer), 'a');
    EXPECT_EQ(at(inner), 'b');
}

TEST_F(LocalSwitch, ThreadThatMapsNothingSeesNothingOfTheOneBefore)
{
    VirtAddr const address = mm::kmap_local_pfn(frame_a);
    (void)at(address);
    sim::Preempted const preempted{other};
    EXPECT_TRUE(faults(address));
}

TEST_F(LocalSwitch, ReadOnlyStaysReadOnly)
{
    VirtAddr const address = mm::kmap_local_pfn(frame_a, mm::kReadOnly);
    {
        sim::Preempted const preempted{other};
    }
    EXPECT_EQ(at(address), 'a');
    EXPECT_TRUE(sim::fault_of([&] { sim::store(address, std::byte{1}); }));
}

TEST_F(LocalSwitch, SwitchOfThreadsWithoutMappingsTouchesNothing)
{
    ONLY_WINDOWS_OF_CPUS();
    sim::clear_flush_log();
    {
        sim::Preempted const preempted{other};
    }
    EXPECT_TRUE(sim::flush_log().empty());
}

TEST_F(LocalSwitch, EachHeldMappingIsFlushedOncePerSwitchOut)
{
    ONLY_WINDOWS_OF_CPUS();
    VirtAddr const outer = mm::kmap_local_pfn(frame_a);
    VirtAddr const inner = mm::kmap_local_pfn(frame_b);
    sim::clear_flush_log();
    {
        sim::Preempted const preempted{other};
    }
    EXPECT_EQ(sim::flush_log(), (std::vector<sim::Flush>{{0, outer}, {0, inner}}));
}

TEST_F(LocalSwitch, SixteenMappingsSurvive)
{
    std::vector<VirtAddr> addresses;
    for (u32 depth = 0; depth < 16; ++depth) addresses.push_back(mm::kmap_local_pfn(Pfn{0x12'0000 + depth}));
    for (u32 depth = 0; depth < 16; ++depth)
        *sim::ram(Pfn{0x12'0000 + depth}.base()) = static_cast<std::byte>(depth);
    let_other_hold_one();
    for (u32 depth = 0; depth < 16; ++depth) EXPECT_EQ(at(addresses[depth]), static_cast<char>(depth));
}

TEST_F(LocalSwitch, ThreadThatUnmappedMayContinueElsewhere)
{
    sim::switch_to(other);
    mm::kunmap_local(mm::kmap_local_pfn(frame_a));
    EXPECT_FALSE(other.local.in_use());
    sim::on_cpu(1, [&] {
        sim::Preempted const moved{other};
        EXPECT_EQ(at(mm::kmap_local_pfn(frame_b)), 'b');
        mm::local_release_to(0);
    });
}

TEST_F(LocalSwitch, InterruptDuringASwitchUsesTheSlotsAboveTheThreads)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    hold_outer();
    let_other_hold_one();
    auto& window = mm::local_window();
    auto const out_and_in = [&] {
        mm::local_sched_out(mm::local_stack(), window);
        mm::local_sched_in(mm::local_stack(), window);
    };
    u32 const instructions = sim::single_step(out_and_in, [&](u32) { map_in_interrupt(); });
    RecordProperty("instructions", static_cast<int>(instructions));
    map_and_unmap();
    expect_all_unmapped();
}

TEST_F(LocalSwitch, InterruptedAtEveryInstruction)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    hold_outer();
    sim::single_step([&] { map_and_unmap(); }, [&](u32) { map_in_interrupt(); });
    expect_all_unmapped();
}

TEST_F(LocalSwitch, InterruptedAtEachInstructionButNotTwice)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    hold_outer();
    sim::interrupt_apart([&] { map_and_unmap(); }, [&] { map_in_interrupt(); });
    expect_all_unmapped();
}

TEST_F(LocalSwitch, PreemptedAtEveryInstruction)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    hold_outer();
    let_other_hold_one();
    sim::single_step([&] { map_and_unmap(); }, [&](u32) { preempt_by_mapper(); });
    expect_all_unmapped();
}

TEST_F(LocalSwitch, PreemptedAtEachInstructionButNotTwice)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    hold_outer();
    let_other_hold_one();
    sim::interrupt_apart([&] { map_and_unmap(); }, [&] { preempt_by_mapper(); });
    expect_all_unmapped();
}

TEST_F(LocalSwitch, PreemptedAtEachInstructionByAThreadThatHoldsTheSameSlot)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    auto const use_first_slot = [&] {
        VirtAddr const address = mm::kmap_local_pfn(frame_a);
        require(at(address) == 'a', "the thread reads somebody else's frame");
        mm::kunmap_local(address);
    };
    let_other_hold_one();
    sim::interrupt_apart(use_first_slot, [&] { preempt_by_mapper(); });
    EXPECT_FALSE(mm::local_stack().in_use());
}

TEST_F(LocalSwitch, PreemptedAtTheEndOfAnInterruptThatMapped)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    hold_outer();
    let_other_hold_one();
    auto const both = [&] { map_in_interrupt(), preempt_by_mapper(); };
    sim::interrupt_apart([&] { map_and_unmap(); }, both);
    expect_all_unmapped();
}

} // namespace
