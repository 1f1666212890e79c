// SPDX-License-Identifier: MIT
// Lab 5: who waits for a slot of kmap(), who is woken, and in which order, one property a test. The slots by
// themselves: kmap_slots_lab_test.cpp.
#include "lib/lock_rank.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_pool.hpp"
#include "tests/sim/mapping_machine.hpp"

#include <cstdlib>
#include <functional>
#include <iostream>
#include <utility>
#include <vector>

namespace {

using mm::Frame;
using sim::as;

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
