// SPDX-License-Identifier: MIT
// Lab 8: priority inheritance, one property a test, so that each mistake fails a set of its own. A scene ends
// with its last line: whether those who still wait then would ever go on is for the tests that ask it.
#include "kernel/sync/inheritance.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/sleep.hpp"
#include "tests/smp/mutex_actor.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using kernel::Inheritance;
using kernel::Mutex;
using kernel::Priority;
using lib::LockRank;
using sim::Actor;

struct LabInheritance : testing::Test {
    sim::Smp smp;
    Mutex outer{LockRank::TestOuter, "outer"};
    Mutex middle{LockRank::TestMiddle, "middle"};
    Mutex inner{LockRank::TestInner, "inner"};

    // The boot thread directs; it must not be in anybody's way.
    void play(std::function<void()> const& scene)
    {
        smp.run([&] {
            kernel::change_priority(kernel::current(), Priority::Lowest);
            scene();
        });
    }

    // Lives for ever, because it may be left waiting; and is kept in a list, so that it counts as no leak.
    static Actor& actor(char const* name, u8 priority)
    {
        static auto& all = *new std::vector<Actor*>;
        return *all.emplace_back(new Actor{name, Priority{priority}});
    }
    static u32 urgency(Actor const& actor) { return level(actor.priority()); }
    static u32 due(Actor const& actor)
    {
        lib::IrqSpinGuard const guard{kernel::inheritance_lock};
        return level(Inheritance::due_priority(actor.thread()));
    }
    static void settle(Actor const& actor)
    {
        lib::IrqSpinGuard const guard{kernel::inheritance_lock};
        Inheritance::settle(actor.thread());
    }
    // As if somebody had lent it once; or as if nobody had lent it yet.
    static void pretend(Actor const& actor, u8 priority)
    {
        kernel::change_priority(actor.thread(), Priority{priority});
    }
    static std::string waits_for(Actor const& actor)
    {
        lib::IrqSpinGuard const guard{kernel::inheritance_lock};
        Mutex const* const mutex = actor.thread().blocked_on;
        return mutex == nullptr ? "nothing" : mutex->name();
    }
    static std::string held_by(Mutex const& mutex)
    {
        return mutex.holder() == nullptr ? "nobody" : mutex.holder()->name();
    }
};

// ---- step 1: to begin a wait ----

TEST_F(LabInheritance, LendsItsUrgencyToTheHolder)
{
    play([&] {
        Actor &low = actor("low", 8), &high = actor("high", 20);
        low.lock(outer), high.lock(outer);
        EXPECT_EQ(urgency(low), 20u);
    });
}

TEST_F(LabInheritance, LendsNothingToAHolderThatIsMoreUrgent)
{
    play([&] {
        Actor &high = actor("high", 20), &low = actor("low", 8);
        high.lock(outer), low.lock(outer);
        EXPECT_EQ(urgency(high), 20u);
    });
}

TEST_F(LabInheritance, LendsToTheHolderOfTheMutexThatTheHolderWaitsFor)
{
    play([&] {
        Actor &first = actor("first", 5), &second = actor("second", 6), &high = actor("high", 20);
        first.lock(inner);
        second.lock(middle), second.lock(inner);
        high.lock(middle);
        EXPECT_EQ(urgency(first), 20u);
    });
}

TEST_F(LabInheritance, LendsWhatItHasInheritedItself)
{
    play([&] {
        Actor &first = actor("first", 5), &second = actor("second", 6), &high = actor("high", 20);
        first.lock(inner);
        second.lock(outer), high.lock(outer);
        second.lock(inner); // is 20 by now
        EXPECT_EQ(urgency(first), 20u);
    });
}

TEST_F(LabInheritance, ASecondWaiterLendsToo)
{
    play([&] {
        Actor &low = actor("low", 8), &mid = actor("mid", 12), &high = actor("high", 20);
        low.lock(outer), mid.lock(outer), high.lock(outer);
        EXPECT_EQ(urgency(low), 20u);
    });
}

TEST_F(LabInheritance, TheWaiterSaysWhatItWaitsFor)
{
    play([&] {
        Actor &high = actor("high", 20), &low = actor("low", 8);
        high.lock(outer), low.lock(outer);
        EXPECT_EQ(waits_for(low), "outer");
    });
}

TEST_F(LabInheritance, TheHolderHasTheMutexInItsList)
{
    play([&] {
        Actor &high = actor("high", 20), &low = actor("low", 8);
        high.lock(outer), low.lock(outer);
        lib::IrqSpinGuard const guard{kernel::inheritance_lock};
        EXPECT_EQ(high.thread().contended.front(), &outer);
    });
}

// ---- step 2: what is due ----

TEST_F(LabInheritance, DueIsItsOwnWhereNobodyWaits)
{
    play([&] {
        Actor& low = actor("low", 8);
        low.lock(outer);
        EXPECT_EQ(due(low), 8u);
    });
}

TEST_F(LabInheritance, DueIsItsOwnAlthoughItHadInheritedMore)
{
    play([&] {
        Actor& low = actor("low", 8);
        pretend(low, 20);
        EXPECT_EQ(due(low), 8u);
    });
}

TEST_F(LabInheritance, DueIsItsOwnWhereTheWaiterIsLessUrgent)
{
    play([&] {
        Actor &high = actor("high", 20), &low = actor("low", 8);
        high.lock(outer), low.lock(outer);
        EXPECT_EQ(due(high), 20u);
    });
}

TEST_F(LabInheritance, DueIsThatOfTheWaiterOfTheFirstMutex)
{
    play([&] {
        Actor &low = actor("low", 5), &high = actor("high", 20), &mid = actor("mid", 12);
        low.lock(outer), low.lock(inner);
        high.lock(outer), mid.lock(inner);
        EXPECT_EQ(due(low), 20u);
    });
}

TEST_F(LabInheritance, DueIsThatOfTheWaiterOfTheSecondMutex)
{
    play([&] {
        Actor &low = actor("low", 5), &mid = actor("mid", 12), &high = actor("high", 20);
        low.lock(outer), low.lock(inner);
        mid.lock(outer), high.lock(inner);
        EXPECT_EQ(due(low), 20u);
    });
}

TEST_F(LabInheritance, DueCountsWhatAWaiterHasInherited)
{
    play([&] {
        Actor &low = actor("low", 5), &mid = actor("mid", 12);
        low.lock(outer), mid.lock(outer);
        pretend(mid, 20);
        EXPECT_EQ(due(low), 20u);
    });
}

// ---- step 3: to settle ----

TEST_F(LabInheritance, SettleRaises)
{
    play([&] {
        Actor &low = actor("low", 8), &high = actor("high", 20);
        low.lock(outer), high.lock(outer);
        pretend(low, 8);
        settle(low);
        EXPECT_EQ(urgency(low), 20u);
    });
}

TEST_F(LabInheritance, SettleTakesBack)
{
    play([&] {
        Actor& low = actor("low", 8);
        pretend(low, 20);
        settle(low);
        EXPECT_EQ(urgency(low), 8u);
    });
}

TEST_F(LabInheritance, SettleGoesAlongTheChain)
{
    play([&] {
        Actor &first = actor("first", 5), &second = actor("second", 6);
        first.lock(inner), second.lock(inner);
        pretend(second, 20), pretend(first, 20); // of somebody who has gone
        settle(second);
        EXPECT_EQ(urgency(first), 6u);
    });
}

// The chain may be long, and one lock guards all of it.
TEST_F(LabInheritance, SettleEndsWhereNothingChanges)
{
    play([&] {
        Actor &first = actor("first", 5), &second = actor("second", 6);
        first.lock(inner), second.lock(inner);
        pretend(first, 9);
        settle(second);
        EXPECT_EQ(urgency(first), 9u);
    });
}

// ---- step 4: to release ----

TEST_F(LabInheritance, TheMostUrgentWaiterIsTheNewHolder)
{
    play([&] {
        Actor &low = actor("low", 5), &mid = actor("mid", 12), &high = actor("high", 20);
        low.lock(outer), mid.lock(outer), high.lock(outer);
        low.unlock(outer);
        EXPECT_EQ(held_by(outer), "high");
    });
}

TEST_F(LabInheritance, TheNewHolderWaitsForNothing)
{
    play([&] {
        Actor &low = actor("low", 5), &high = actor("high", 20);
        low.lock(outer), high.lock(outer);
        low.unlock(outer);
        EXPECT_EQ(waits_for(high), "nothing");
    });
}

TEST_F(LabInheritance, TheNewHolderInheritsFromThoseWhoStillWait)
{
    play([&] {
        Actor &low = actor("low", 5), &high = actor("high", 20), &mid = actor("mid", 12);
        low.lock(outer), mid.lock(outer), high.lock(outer);
        low.unlock(outer);
        lib::IrqSpinGuard const guard{kernel::inheritance_lock};
        EXPECT_EQ(high.thread().contended.front(), &outer);
    });
}

TEST_F(LabInheritance, TheOldHolderGivesBackWhatItWasLent)
{
    play([&] {
        Actor &low = actor("low", 5), &high = actor("high", 20);
        low.lock(outer), high.lock(outer);
        low.unlock(outer);
        EXPECT_EQ(urgency(low), 5u);
    });
}

TEST_F(LabInheritance, TheOldHolderKeepsWhatTheOthersLend)
{
    play([&] {
        Actor &low = actor("low", 5), &mid = actor("mid", 12), &high = actor("high", 20);
        low.lock(outer), low.lock(inner);
        mid.lock(outer), high.lock(inner);
        low.unlock(inner);
        EXPECT_EQ(urgency(low), 12u);
    });
}

TEST_F(LabInheritance, TheLastWaiterGetsItsTurn)
{
    play([&] {
        Actor &low = actor("low", 5), &mid = actor("mid", 12), &high = actor("high", 20);
        low.lock(outer), mid.lock(outer), high.lock(outer);
        low.unlock(outer), high.unlock(outer);
        EXPECT_EQ(held_by(outer), "mid");
    });
}

TEST_F(LabInheritance, AMutexThatNobodyWantsAnyMoreIsFree)
{
    play([&] {
        Actor &low = actor("low", 5), &high = actor("high", 20);
        low.lock(outer), high.lock(outer);
        low.unlock(outer), high.unlock(outer);
        EXPECT_EQ(held_by(outer), "nobody");
        low.lock(outer);
        EXPECT_EQ(held_by(outer), "low");
    });
}

// ---- all of it ----

TEST_F(LabInheritance, WhoGivesUpTakesBackWhatItLentToAll)
{
    play([&] {
        Actor &first = actor("first", 5), &second = actor("second", 6), &high = actor("high", 20);
        first.lock(inner);
        second.lock(middle), second.lock(inner);
        high.lock_for(middle, 10);
        kernel::sleep_ticks(20);
        EXPECT_EQ(urgency(second), 6u);
        EXPECT_EQ(urgency(first), 6u);
    });
}

} // namespace
