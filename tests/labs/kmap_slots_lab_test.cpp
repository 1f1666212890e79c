// SPDX-License-Identifier: MIT
// Lab 5: the slots of kmap() by themselves, one property a test: hits, and what becomes of them between any
// two instructions; then pages that are retired. Who waits for a slot: kmap_waiting_lab_test.cpp.
#include "mm/kernel_space.hpp"
#include "mm/shared_slots.hpp"
#include "tests/sim/mapping_machine.hpp"
#include "tests/sim/single_step.hpp"

#include <string>

namespace {

using mm::Frame;
using mm::SharedSlots;
using sim::as;

// What is not optimised has ten instructions for one, and each turn steps through all of them: there only the
// right answer is tried, and every eighth is enough.
#ifdef __OPTIMIZE__
constexpr u32 kTurns = 1;
#else
constexpr u32 kTurns = 8;
#endif

// Two slots that no pool knows.
class LabSlots : public sim::MappingMachine {
protected:
    LabSlots() : MappingMachine{{.walk_ahead = false}} { begin_again(); }

    // Empty slots, and CPUs that know of nothing.
    void begin_again()
    {
        for (u32 slot = 0; slot < 2; ++slot) mm::retract(mm::kernel_space().kmap[2 * slot + 1]);
        for (u32 cpu = 0; cpu < 2; ++cpu) sim::on_cpu(cpu, [] { hw::flush_all(); });
        slots_.emplace().start(mm::kernel_space().kmap, 2);
        sim::clear_shootdown_log();
    }
    VirtAddr map(Frame frame) { return slots_->map(frame).value(); }
    VirtAddr leave_unused(Frame frame)
    {
        VirtAddr const page = map(frame);
        (void)slots_->release(frame);
        return page;
    }
    // Slot 0 gets another page, as it does when the turn comes round.
    void give_slot_0_to(Frame frame)
    {
        slots_->limit(1);
        (void)slots_->map(frame);
    }
    // 'F' if it faults.
    static char read_at(VirtAddr address)
    {
        char seen = 'F';
        (void)sim::fault_of([&] { seen = sim::at(address); });
        return seen;
    }
    static bool is_mapped(u32 slot) { return mm::is_live(mm::kernel_space().kmap[2 * slot + 1]); }

    // Steps through `call`, has `event` happen on CPU 1 before one of its instructions, then looks with
    // `problem`: for each instruction in turn, until there is one.
    template <class Begin, class Call, class Event, class Problem>
    void at_each_instruction(Begin begin, Call call, Event event, Problem problem)
    {
        for (u32 turn = 0, count = 1; turn < count; turn += kTurns) {
            begin_again();
            begin();
            bool came = false;
            count = sim::single_step(call, [&](u32 number) {
                if (number != turn) return;
                came = true;
                sim::on_cpu(1, event);
            });
            if (!came) break;
            ASSERT_EQ(std::string{problem()}, "") << "CPU 1 came before instruction " << turn;
        }
    }

    Frame const a_ = high_frame('a'), b_ = high_frame('b');
    std::optional<SharedSlots> slots_;
};

// ---- step 1: hits ----

TEST_F(LabSlots, HitHasTheSameAddress)
{
    VirtAddr const page = map(a_);
    EXPECT_EQ(slots_->hold(a_), page);
}

TEST_F(LabSlots, HitIsCounted)
{
    (void)map(a_);
    (void)slots_->hold(a_);
    (void)slots_->hold(a_);
    EXPECT_EQ(slots_->users_of(a_), 3u);
}

TEST_F(LabSlots, PageThatNobodyUsesIsAHit)
{
    (void)leave_unused(a_);
    EXPECT_TRUE(slots_->hold(a_));
    EXPECT_EQ(slots_->users_of(a_), 1u);
}

TEST_F(LabSlots, FrameThatIsNotMappedIsAMiss)
{
    (void)map(a_); // in slot 0, where the hint of a frame that never had one leads, too
    EXPECT_EQ(slots_->hold(b_), std::nullopt);
    EXPECT_EQ(slots_->users_of(a_), 1u) << "the user was counted at another frame";
}

TEST_F(LabSlots, FreeSlotIsAMiss)
{
    (void)leave_unused(a_);
    slots_->retire_unused();
    EXPECT_EQ(slots_->hold(a_), std::nullopt) << "its number still stands there, and nothing is mapped";
}

TEST_F(LabSlots, ReleaseSaysHowManyUseThePageStill)
{
    (void)map(a_);
    (void)slots_->hold(a_);
    EXPECT_EQ(slots_->release(a_), std::optional{1u});
    EXPECT_EQ(slots_->release(a_), std::optional{0u});
}

TEST_F(LabSlots, ReleaseByNobodyChangesNothing)
{
    (void)leave_unused(a_);
    EXPECT_EQ(slots_->release(a_), std::nullopt);
    EXPECT_EQ(slots_->users(0), SharedSlots::kUnused);
}

TEST_F(LabSlots, ReleaseOfAFrameThatIsNotMappedChangesNothing)
{
    (void)map(a_);
    EXPECT_EQ(slots_->release(b_), std::nullopt);
    EXPECT_EQ(slots_->users_of(a_), 1u) << "another frame lost its user";
}

// ---- step 2: hits, while another CPU comes between any two instructions ----

TEST_F(LabSlots, HitReturnsNoPageThatShowsAnotherFrame)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    std::optional<VirtAddr> held;
    at_each_instruction(
        [&] { (void)leave_unused(a_); }, [&] { held = slots_->hold(a_); }, [&] { give_slot_0_to(b_); },
        [&] { return !held || read_at(*held) == 'a' ? "" : "the slot has another page by now"; });
}

TEST_F(LabSlots, MissLeavesNoUseBehind)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    std::optional<VirtAddr> held;
    at_each_instruction(
        [&] { (void)leave_unused(a_); }, [&] { held = slots_->hold(a_); }, [&] { give_slot_0_to(b_); },
        [&] { return held || slots_->users_of(b_) == 1 ? "" : "one use of the other page too many"; });
}

TEST_F(LabSlots, TwoHitsAtOnceAreTwo)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    at_each_instruction([&] { (void)map(a_); }, [&] { (void)slots_->hold(a_); },
                        [&] { (void)slots_->hold(a_); },
                        [&] { return slots_->users_of(a_) == 3 ? "" : "two hits were counted as one"; });
}

TEST_F(LabSlots, TwoReleasesAtOnceAreTwo)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    at_each_instruction([&] { (void)map(a_), (void)slots_->hold(a_); }, [&] { (void)slots_->release(a_); },
                        [&] { (void)slots_->release(a_); },
                        [&] { return slots_->users_of(a_) == 0 ? "" : "two releases were counted as one"; });
}

// ---- step 3: to retire ----

TEST_F(LabSlots, RetiredPageIsEmptyAndItsSlotIsFree)
{
    (void)leave_unused(a_);
    slots_->retire_unused();
    EXPECT_FALSE(is_mapped(0));
    EXPECT_EQ(slots_->users(0), 0u);
}

TEST_F(LabSlots, RetiredAreAllThatNobodyUses)
{
    (void)leave_unused(a_), (void)leave_unused(b_);
    slots_->retire_unused();
    EXPECT_FALSE(is_mapped(0) || is_mapped(1));
}

TEST_F(LabSlots, RetiredIsNoneThatSomebodyUses)
{
    VirtAddr const used = map(a_);
    (void)leave_unused(b_);
    slots_->retire_unused();
    EXPECT_EQ(read_at(used), 'a');
    EXPECT_EQ(slots_->users_of(a_), 1u);
}

TEST_F(LabSlots, RetiredPageIsForgottenHere)
{
    VirtAddr const page = leave_unused(a_);
    (void)read_at(page);
    slots_->retire_unused();
    EXPECT_EQ(read_at(page), 'F') << "this CPU still reaches the frame";
}

TEST_F(LabSlots, RetiredPageIsForgottenByEveryCpu)
{
    VirtAddr const page = leave_unused(a_);
    (void)sim::on_cpu(1, [&] { return read_at(page); });
    slots_->retire_unused();
    EXPECT_EQ(sim::on_cpu(1, [&] { return read_at(page); }), 'F') << "another CPU still reaches the frame";
}

TEST_F(LabSlots, RetiredPagesCostOneFlush)
{
    (void)leave_unused(a_), (void)leave_unused(b_);
    slots_->retire_unused();
    EXPECT_LE(sim::shootdown_log().size(), 1u) << "every other CPU was interrupted more than once";
}

TEST_F(LabSlots, RetiredPagesAreEmptyBeforeTheFlush)
{
    (void)leave_unused(a_), (void)leave_unused(b_);
    bool any_is_mapped = false;
    sim::LookAtShootdowns const look{[&] { any_is_mapped = any_is_mapped || is_mapped(0) || is_mapped(1); }};
    slots_->retire_unused();
    EXPECT_FALSE(any_is_mapped) << "a CPU may read the entry again after it was told to forget";
}

TEST_F(LabSlots, RetireWithoutUnusedPagesCostsNothing)
{
    (void)map(a_);
    slots_->retire_unused();
    EXPECT_TRUE(sim::shootdown_log().empty());
}

TEST_F(LabSlots, HitBesidesARetireKeepsItsPage)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    std::optional<VirtAddr> held;
    at_each_instruction(
        [&] { (void)leave_unused(a_); }, [&] { slots_->retire_unused(); }, [&] { held = slots_->hold(a_); },
        [&] { return !held || is_mapped(0) ? "" : "its hit was granted, and the page was unmapped"; });
}

TEST_F(LabSlots, HitBesidesARetireIsCounted)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    std::optional<VirtAddr> held;
    at_each_instruction(
        [&] { (void)leave_unused(a_); }, [&] { slots_->retire_unused(); }, [&] { held = slots_->hold(a_); },
        [&] { return !held || slots_->users_of(a_) == 1 ? "" : "its hit was granted, and does not count"; });
}

} // namespace
