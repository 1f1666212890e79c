// SPDX-License-Identifier: MIT
// The argument at the head of mm/local_compound.cpp, put to the test: compounds through switches, and
// interrupted at every instruction.
#include "mm/local_switch.hpp"
#include "tests/sim/compound_machine.hpp"
#include "tests/sim/single_step.hpp"

namespace {

using mm::kunmap_local_compound;
using sim::at;

class CompoundSwitch : public sim::CompoundMachine {};

TEST_F(CompoundSwitch, IsRestoredWholeAndAtTheSameAddress)
{
    ONLY_WINDOWS_OF_CPUS();
    VirtAddr const outer = mm::kmap_local_pfn(x.pfn());
    VirtAddr const middle = map(b, 4);
    VirtAddr const inner = mm::kmap_local_pfn(y.pfn());
    {
        sim::Preempted const preempted{other};
        EXPECT_TRUE(faults(outer) && all_fault(middle, 4) && faults(inner));
        EXPECT_EQ(map(a, 4), outer) << "the other thread uses the same slots";
        EXPECT_TRUE(shows(outer, 'a', 4));
    }
    EXPECT_TRUE(at(outer) == '0' && shows(middle, 'A', 4) && at(inner) == 'P');
    sim::Preempted const preempted{other};
    EXPECT_TRUE(shows(outer, 'a', 4));
}

TEST_F(CompoundSwitch, ReadOnlyStaysReadOnlyOnEveryPage)
{
    VirtAddr const address = kmap_local_compound(b, 2, mm::kReadOnly).address;
    {
        sim::Preempted const preempted{other};
    }
    for (u32 page = 0; page < 4; ++page)
        EXPECT_TRUE(sim::fault_of([&] { sim::store(address + page * kPageSize, std::byte{1}); })) << page;
}

TEST_F(CompoundSwitch, EachPageIsFlushedOncePerSwitchOut)
{
    ONLY_WINDOWS_OF_CPUS();
    (void)map(b, 3);
    sim::clear_flush_log();
    {
        sim::Preempted const preempted{other};
    }
    EXPECT_EQ(sim::flush_log().size(), 9u) << "8 pages, and the one behind them";
}

/// Who interrupts, and who is interrupted.
class SteppedCompound : public sim::CompoundMachine {
protected:
    static constexpr u32 kOrder = 2; ///< two odd pages and two even ones: all that the argument knows

    void SetUp() override
    {
        if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
        outer_ = mm::kmap_local_pfn(low_block.pfn() + 64);
        {
            // So both threads' compounds are in the same pages.
            sim::Preempted const preempted{other};
            (void)mm::kmap_local_pfn(low_block.pfn() + 65);
        }
        *sim::ram((low_block.pfn() + 64).base()) = std::byte{'!'};
    }

    void map_in_interrupt()
    {
        mm::LocalIrqScope const interrupt;
        VirtAddr const below = map(x, 1);
        VirtAddr const above = mm::kmap_local_pfn(y.pfn());
        require(shows(below, '0', 1) && at(above) == 'P', "the interrupt reads somebody else's frame");
        mm::kunmap_local(above);
        kunmap_local_compound(below);
        require(all_fault(below, 1) && faults(above), "the interrupt's pages are still there");
    }
    /// The other thread runs on this CPU, through the same slots, and maps a compound or holds one.
    void preempt()
    {
        sim::Preempted const preempted{other};
        if (held_ != VirtAddr{}) {
            require(shows(held_, 'a', kOrder), "the other thread lost a page");
            return;
        }
        VirtAddr const inner = map(y, kOrder);
        require(shows(inner, 'P', kOrder), "the other thread reads somebody else's frame");
        kunmap_local_compound(inner);
        require(all_fault(inner, kOrder), "a page of the other thread is still there");
    }
    void let_other_hold_one()
    {
        sim::Preempted const preempted{other};
        held_ = map(a, kOrder);
    }

    void map_and_unmap()
    {
        VirtAddr const inner = map(b, kOrder);
        require(at(outer_) == '!' && shows(inner, 'A', kOrder), "the thread reads somebody else's frame");
        kunmap_local_compound(inner);
        require(at(outer_) == '!', "the thread lost its page");
    }
    void expect_all_unmapped()
    {
        mm::kunmap_local(outer_);
        EXPECT_FALSE(mm::local_stack().in_use());
        expect_nothing_mapped_from(0);
    }
    void interrupt_at_every_instruction(std::function<void()> const& interrupt)
    {
        u32 const instructions = sim::single_step([&] { map_and_unmap(); }, [&](u32) { interrupt(); });
        RecordProperty("instructions", static_cast<int>(instructions));
        expect_all_unmapped();
    }

private:
    VirtAddr outer_;
    VirtAddr held_;
};

TEST_F(SteppedCompound, InterruptedAtEveryInstruction)
{
    interrupt_at_every_instruction([&] { map_in_interrupt(); });
}

TEST_F(SteppedCompound, InterruptedAtEachInstructionButNotTwice)
{
    sim::interrupt_apart([&] { map_and_unmap(); }, [&] { map_in_interrupt(); });
    expect_all_unmapped();
}

TEST_F(SteppedCompound, PreemptedAtEveryInstruction)
{
    interrupt_at_every_instruction([&] { preempt(); });
}

TEST_F(SteppedCompound, PreemptedAtEachInstructionButNotTwice)
{
    sim::interrupt_apart([&] { map_and_unmap(); }, [&] { preempt(); });
    expect_all_unmapped();
}

TEST_F(SteppedCompound, PreemptedAtEveryInstructionByAThreadThatHoldsOne)
{
    let_other_hold_one();
    interrupt_at_every_instruction([&] { preempt(); });
}

TEST_F(SteppedCompound, PreemptedAtEachInstructionByAThreadThatHoldsOne)
{
    let_other_hold_one();
    sim::interrupt_apart([&] { map_and_unmap(); }, [&] { preempt(); });
    expect_all_unmapped();
}

TEST_F(SteppedCompound, PreemptedAtTheEndOfAnInterruptThatMapped)
{
    let_other_hold_one();
    interrupt_at_every_instruction([&] { map_in_interrupt(), preempt(); });
}

TEST_F(SteppedCompound, SwitchOfOneIsInterruptedAtEveryInstruction)
{
    VirtAddr const inner = map(b, kOrder);
    auto const& window = mm::local_window();
    auto const out_and_in = [&] {
        mm::local_sched_out(mm::local_stack(), window);
        mm::local_sched_in(mm::local_stack(), window);
    };
    sim::single_step(out_and_in, [&](u32) { map_in_interrupt(); });
    EXPECT_TRUE(shows(inner, 'A', kOrder));
    kunmap_local_compound(inner);
    expect_all_unmapped();
}

} // namespace
