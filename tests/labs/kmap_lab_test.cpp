// SPDX-License-Identifier: MIT
// Lab 5: kmap(), one property a test. First its slots by themselves: hits, and what becomes of them between
// any two instructions; then pages that are retired; then who waits, who is woken, and in which order.
#include "lib/lock_rank.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_pool.hpp"
#include "tests/sim/mapping_machine.hpp"
#include "tests/sim/single_step.hpp"

#include <cstdlib>
#include <iostream>
#include <utility>

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

// ---- steps 4 and 5: to wait, and to be served ----

class LabWaiting : public sim::MappingMachine {
protected:
    // A thread that sleeps once, and has `meanwhile` happen then. Another sleep would be for ever.
    struct Person : sim::Thread {
        explicit Person(char const* its_name) : Thread{its_name}
        {
            while_parked = [this] {
                auto const now = std::exchange(meanwhile, nullptr);
                if (!now) sleeps_for_ever();
                now();
            };
        }
        [[noreturn]] void sleeps_for_ever() const
        {
            std::cout << "thread '" << name << "' sleeps, and nobody will ever wake it" << std::endl;
            std::abort(); // no stop may leave park()
        }
        std::function<void()> meanwhile;
    };

    static mm::KmapPool& pool() { return mm::kmap_pool(); }
    static u32 users_of(Frame frame) { return pool().slots().users_of(frame); }
    void hold_the_only_slot()
    {
        pool().limit(1);
        as(holder_, [this] { (void)mm::kmap(frames_[0]); });
    }
    void let_go()
    {
        as(holder_, [this] { mm::kunmap(frames_[0]); });
    }
    // What a thread that has been served does, though it has not woken up yet.
    static void give_back(Person& served, Frame frame)
    {
        served.shared_held = 1;
        as(served, [&] { mm::kunmap(frame); });
    }
    // `first_` waits for frame 1, and this happens.
    void while_first_waits(std::function<void()> const& meanwhile)
    {
        first_.meanwhile = meanwhile;
        as(first_, [this] { (void)mm::kmap(frames_[1]); });
    }

    std::vector<Frame> const frames_ = high_frames(4);
    Person holder_{"holder"}, first_{"first"}, second_{"second"}, third_{"third"};
};

TEST_F(LabWaiting, SlotThatComesFreeIsTheWaiters)
{
    hold_the_only_slot();
    while_first_waits([this] { let_go(); });
    EXPECT_EQ(users_of(frames_[1]), 1u);
}

TEST_F(LabWaiting, WakingForNothingIsNoSlot)
{
    hold_the_only_slot();
    u32 sleeps = 0;
    first_.meanwhile = [&] {
        ++sleeps;
        first_.meanwhile = [&] { ++sleeps, let_go(); }; // the first time it wakes for nothing
    };
    as(first_, [this] { EXPECT_EQ(sim::at(mm::kmap(frames_[1])), 1); });
    EXPECT_EQ(sleeps, 2u);
}

// Between the look that found no slot and the line of those who wait.
TEST_F(LabWaiting, WhoLooksInVainLooksAgainFromTheLine)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    hold_the_only_slot();
    bool locked = false, let_go_already = false;
    sim::Preempted const now{first_};
    sim::single_step([this] { (void)mm::kmap(frames_[1]); },
                     [&](u32) {
                         locked = locked || lib::held_lock_ranks() != 0;
                         if (let_go_already || !locked || lib::held_lock_ranks() != 0) return;
                         let_go_already = true;
                         let_go();
                     });
    EXPECT_EQ(users_of(frames_[1]), 1u);
}

// On another CPU, at the last moment at which it finds nobody in the line.
TEST_F(LabWaiting, WhoIsNotYetKnownToWaitLooksAgainWhenItIs)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    pool().limit(1);
    u32 last = 0;
    for (bool const count_only : {true, false}) {
        sim::on_cpu(1, [this] { (void)mm::kmap(frames_[0]); });
        auto const other_lets_go = [this] { sim::on_cpu(1, [this] { mm::kunmap(frames_[0]); }); };
        bool locked_before = false, let_go_already = false;
        u32 phases = 0;
        if (count_only) first_.meanwhile = other_lets_go;
        sim::Preempted const now{first_};
        sim::single_step([this] { (void)mm::kmap(frames_[1]); },
                         [&](u32 number) {
                             bool const locked = lib::held_lock_ranks() != 0;
                             phases += locked && !locked_before;
                             locked_before = locked;
                             if (phases != 2 || !locked || pool().waiting() != 0) return;
                             if (count_only) last = number;
                             if (count_only || number != last || let_go_already) return;
                             let_go_already = true;
                             other_lets_go();
                         });
        EXPECT_EQ(users_of(frames_[1]), 1u);
        mm::kunmap(frames_[1]);
    }
}

TEST_F(LabWaiting, NewcomerStandsInLine)
{
    hold_the_only_slot();
    while_first_waits([this] {
        // Another CPU is in the middle of a kunmap(): it has given up its use, and not yet looked for
        // waiters.
        (void)const_cast<SharedSlots&>(pool().slots()).release(frames_[0]);
        holder_.shared_held = 0;
        second_.meanwhile = [this] { give_back(first_, frames_[1]); };
        as(second_, [this] {
            (void)mm::kmap(frames_[2]);
            EXPECT_EQ(pool().wake_ups(), 2u) << "the newcomer has a slot, and who was first still waits";
            mm::kunmap(frames_[2]);
        });
    });
}

TEST_F(LabWaiting, ThoseWhoWaitForEachOtherAreTold)
{
    hold_the_only_slot();
    as(holder_,
       [this] { EXPECT_STOP_SAYING(lib::ReportKind::Deadlock, "'holder' holds 1", mm::kmap(frames_[1])); });
}

TEST_F(LabWaiting, WhoWasToldDoesNotWaitAnyMore)
{
    hold_the_only_slot();
    as(holder_, [this] { EXPECT_TRUE(sim::stop_of([this] { (void)mm::kmap(frames_[1]); })); });
    EXPECT_EQ(pool().waiting(), 0u);
}

TEST_F(LabWaiting, ServedIsCountedOut)
{
    hold_the_only_slot();
    while_first_waits([this] { let_go(); });
    EXPECT_EQ(pool().waiting(), 0u);
}

TEST_F(LabWaiting, ServedIsWoken)
{
    hold_the_only_slot();
    bool woken = false;
    (void)sim::stop_of([&] { // what becomes of it then is asked by others
        while_first_waits([&] {
            let_go();
            woken = first_.permits.try_acquire();
        });
    });
    EXPECT_TRUE(woken) << "it has its slot, and sleeps on";
}

TEST_F(LabWaiting, ServedIsFirstWhoCameFirst)
{
    hold_the_only_slot();
    while_first_waits([this] {
        second_.meanwhile = [this] {
            let_go();
            EXPECT_EQ(users_of(frames_[1]), 1u) << "'first' came before 'second', and has no slot";
            if (users_of(frames_[1]) != 0) give_back(first_, frames_[1]);
        };
        as(second_, [this] {
            (void)mm::kmap(frames_[2]);
            mm::kunmap(frames_[2]);
        });
    });
}

TEST_F(LabWaiting, ServedAreAllWhoWaitForOneFrame)
{
    hold_the_only_slot();
    while_first_waits([this] {
        second_.meanwhile = [this] { let_go(); };
        as(second_, [this] { (void)mm::kmap(frames_[1]); });
    });
    EXPECT_EQ(users_of(frames_[1]), 2u);
}

// `second_` wants a frame for which there is no slot; `third_`, behind it, wants what `first_` gets.
TEST_F(LabWaiting, ServedIsWhoStandsBehindOneThatCannotBe)
{
    hold_the_only_slot();
    while_first_waits([this] {
        second_.meanwhile = [this] {
            third_.meanwhile = [this] { let_go(); };
            as(third_, [this] {
                (void)mm::kmap(frames_[1]);
                mm::kunmap(frames_[1]);
            });
            give_back(first_, frames_[1]);
        };
        as(second_, [this] { (void)mm::kmap(frames_[2]); });
    });
    EXPECT_EQ(pool().wake_ups(), 3u);
}

} // namespace
