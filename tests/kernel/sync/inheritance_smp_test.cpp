// SPDX-License-Identifier: MIT
#include "kernel/sync/inheritance.hpp"
#include "kernel/sync/mutex.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/sleep.hpp"
#include "kernel/thread/thread_life.hpp"
#include "tests/smp/mutex_actor.hpp"
#include "tests/smp/smp.hpp"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

using kernel::Mutex;
using kernel::Priority;
using kernel::spawn;
using kernel::ThreadHandle;
using lib::LockRank;
using sim::Actor;

struct InheritanceTest : testing::Test {
    sim::Smp smp;
    Mutex outer{LockRank::TestOuter, "outer"};
    Mutex middle{LockRank::TestMiddle, "middle"};
    Mutex inner{LockRank::TestInner, "inner"};

    // The boot thread directs; it must not be in anybody's way.
    void direct(std::function<void()> const& scene)
    {
        smp.run([&] {
            kernel::set_priority(kernel::current(), Priority::Lowest);
            scene();
        });
    }
};

TEST_F(InheritanceTest, TheHolderIsAsUrgentAsItsMostUrgentWaiterAndNoLonger)
{
    direct([&] {
        Actor low{"low", Priority{8}}, mid{"mid", Priority{12}}, high{"high", Priority{20}};
        low.lock(outer);
        EXPECT_EQ(low.priority(), Priority{8});
        mid.lock(outer);
        EXPECT_EQ(low.priority(), Priority{12});
        high.lock(outer);
        EXPECT_EQ(low.priority(), Priority{20});
        low.unlock(outer); // to high, and mid still waits
        EXPECT_EQ(low.priority(), Priority{8});
        EXPECT_EQ(outer.holder(), &high.thread());
        high.unlock(outer);
        EXPECT_EQ(outer.holder(), &mid.thread());
        mid.unlock(outer);
        EXPECT_EQ(mid.priority(), Priority{12});
        low.leave(), mid.leave(), high.leave();
    });
}

TEST_F(InheritanceTest, ANewHolderInheritsFromThoseWhoStillWait)
{
    direct([&] {
        Actor low{"low", Priority{8}}, early{"early", Priority{12}}, late{"late", Priority{12}},
            urgent{"urgent", Priority{25}};
        low.lock(outer);
        early.lock(outer);
        late.lock(outer);
        low.unlock(outer); // to early
        urgent.lock(outer);
        EXPECT_EQ(early.priority(), Priority{25});
        EXPECT_EQ(late.priority(), Priority{12});
        early.unlock(outer);
        urgent.unlock(outer);
        late.unlock(outer);
        low.leave(), early.leave(), late.leave(), urgent.leave();
    });
}

TEST_F(InheritanceTest, ANewHolderThatLowersItsOwnPriorityKeepsWhatWaitersLend)
{
    direct([&] {
        Actor low{"low", Priority{8}}, urgent{"urgent", Priority{25}}, mid{"mid", Priority{12}};
        low.lock(outer);
        mid.lock(outer);
        urgent.lock(outer);
        low.unlock(outer); // to urgent, and mid still waits
        EXPECT_EQ(outer.holder(), &urgent.thread());
        kernel::set_priority(urgent.thread(), Priority{8});
        EXPECT_EQ(urgent.priority(), Priority{12});
        urgent.unlock(outer);
        EXPECT_EQ(urgent.priority(), Priority{8});
        mid.unlock(outer);
        low.leave(), urgent.leave(), mid.leave();
    });
}

TEST_F(InheritanceTest, UrgencyIsLentAlongAChainAndTakenBackAlongIt)
{
    direct([&] {
        Actor first{"first", Priority{5}}, second{"second", Priority{6}}, third{"third", Priority{7}},
            urgent{"urgent", Priority{30}};
        first.lock(inner);
        second.lock(middle), second.lock(inner);
        third.lock(outer), third.lock(middle);
        EXPECT_EQ(first.priority(), Priority{7});
        urgent.lock(outer);
        for (Actor const* const actor : {&first, &second, &third}) EXPECT_EQ(actor->priority(), Priority{30});

        first.unlock(inner);
        EXPECT_EQ(first.priority(), Priority{5});
        EXPECT_EQ(second.priority(), Priority{30});
        second.unlock(inner);
        EXPECT_EQ(second.priority(), Priority{30}); // third still waits for middle
        second.unlock(middle);
        EXPECT_EQ(second.priority(), Priority{6});
        third.unlock(middle), third.unlock(outer);
        EXPECT_EQ(third.priority(), Priority{7});
        urgent.unlock(outer);
        first.leave(), second.leave(), third.leave(), urgent.leave();
    });
}

TEST_F(InheritanceTest, WhoGivesUpTakesItsUrgencyBackFromTheWholeChain)
{
    direct([&] {
        Actor first{"first", Priority{5}}, second{"second", Priority{6}}, urgent{"urgent", Priority{30}};
        first.lock(inner);
        second.lock(middle), second.lock(inner);
        urgent.lock_for(middle, 10);
        EXPECT_EQ(first.priority(), Priority{30});
        kernel::sleep_ticks(20);
        EXPECT_EQ(second.priority(), Priority{6});
        EXPECT_EQ(first.priority(), Priority{6});
        first.unlock(inner);
        EXPECT_EQ(first.priority(), Priority{5});
        second.unlock(inner), second.unlock(middle);
        EXPECT_EQ(middle.holder(), nullptr);
        first.leave(), second.leave(), urgent.leave();
    });
}

TEST_F(InheritanceTest, WhoHoldsSeveralKeepsWhatTheOthersLend)
{
    direct([&] {
        Actor low{"low", Priority{5}}, mid{"mid", Priority{15}}, high{"high", Priority{25}};
        low.lock(outer), low.lock(inner);
        mid.lock(outer), high.lock(inner);
        EXPECT_EQ(low.priority(), Priority{25});
        low.unlock(inner);
        EXPECT_EQ(low.priority(), Priority{15});
        low.unlock(outer);
        EXPECT_EQ(low.priority(), Priority{5});
        mid.unlock(outer), high.unlock(inner);
        low.leave(), mid.leave(), high.leave();
    });
}

TEST_F(InheritanceTest, AWaitersNewPriorityReachesTheHolder)
{
    direct([&] {
        Actor low{"low", Priority{5}}, waiter{"waiter", Priority{10}};
        low.lock(outer);
        waiter.lock(outer);
        kernel::set_priority(waiter.thread(), Priority{28});
        EXPECT_EQ(low.priority(), Priority{28});
        kernel::set_priority(waiter.thread(), Priority{7});
        EXPECT_EQ(low.priority(), Priority{7});
        kernel::set_priority(low.thread(), Priority{9});
        EXPECT_EQ(low.priority(), Priority{9});
        low.unlock(outer), waiter.unlock(outer);
        low.leave(), waiter.leave();
    });
}

// The problem that all this is for: low holds what high wants, and mid, which wants nothing, keeps low from
// running.
TEST_F(InheritanceTest, TheMiddleDoesNotKeepTheHolderFromRunning)
{
    std::string order;
    smp.run([&] {
        kernel::set_priority(kernel::current(), Priority{4});
        auto mid_body = [&] { order += 'm'; };
        auto high_body = [&] {
            kernel::MutexGuard const guard{outer};
            order += 'h';
        };
        std::optional<ThreadHandle> mid, high;
        outer.lock(); // we are low
        high = spawn("high", high_body, {.priority = Priority{24}});
        mid = spawn("mid", mid_body, {.priority = Priority{16}});
        order += 'l'; // as urgent as high now, so mid has not run
        outer.unlock();
        mid->join(), high->join();
    });
    EXPECT_EQ(order, "lhm");
}

// Any graph, any order of events: what every thread has is what it should have by the definition.
class RandomGraph {
public:
    RandomGraph(std::span<Mutex> mutexes, u32 actors) : mutexes_{mutexes}
    {
        while (actors-- != 0) actors_.push_back(std::make_unique<Actor>("actor", any_priority()));
    }
    void do_something()
    {
        take_or_release(*actors_[below(actors())], below(3));
        if (below(10) == 0) kernel::sleep_ticks(below(20));
        if (below(10) == 0) kernel::set_priority(actors_[below(actors())]->thread(), any_priority());
    }
    [[nodiscard]] bool every_priority_is_due() const
    {
        lib::IrqSpinGuard const guard{kernel::inheritance_lock};
        for (auto const& actor : actors_)
            if (actor->priority() != kernel::Inheritance::due_priority(actor->thread())) return false;
        return true;
    }
    void end()
    {
        // Innermost first: the holder of that one waits for no other.
        for (std::size_t index = mutexes_.size(); index-- != 0;) {
            while (mutexes_[index].holder() != nullptr) release(mutexes_[index]), kernel::sleep_ticks(1);
        }
        for (auto const& actor : actors_) actor->leave();
    }

private:
    u32 below(u32 bound) { return static_cast<u32>(random_() % bound); }
    Priority any_priority() { return Priority{static_cast<u8>(1 + below(30))}; }
    [[nodiscard]] u32 actors() const { return static_cast<u32>(actors_.size()); }
    static bool waits(Actor const& actor)
    {
        lib::IrqSpinGuard const guard{kernel::inheritance_lock};
        return actor.thread().blocked_on != nullptr;
    }

    // Mutex `index` has rank `index`.
    void take_or_release(Actor& actor, u32 index)
    {
        Mutex& mutex = mutexes_[index];
        if (waits(actor)) return;
        if (mutex.holder() == &actor.thread()) return actor.unlock(mutex);
        if (actor.thread().mutex_ranks >= rank_bit(LockRank{static_cast<u8>(index)})) return;
        below(2) != 0 ? actor.lock(mutex) : actor.lock_for(mutex, 1 + below(30));
    }
    void release(Mutex& mutex)
    {
        for (auto const& actor : actors_) {
            if (&actor->thread() == mutex.holder() && !waits(*actor)) actor->unlock(mutex);
        }
    }

    std::mt19937 random_{3};
    std::span<Mutex> mutexes_;
    std::vector<std::unique_ptr<Actor>> actors_;
};

TEST_F(InheritanceTest, EveryPriorityIsDueAtEveryMoment)
{
    Mutex mutexes[] = {{LockRank{0}, "first"}, {LockRank{1}, "second"}, {LockRank{2}, "third"}};
    direct([&] {
        RandomGraph graph{mutexes, 8};
        for (int round = 0; round < 2000; ++round) {
            graph.do_something();
            ASSERT_TRUE(graph.every_priority_is_due()) << "round " << round;
        }
        graph.end();
    });
}

// Among its equals, that is; a change of priority would put it behind them.
TEST_F(InheritanceTest, AWaiterThatIsNoMoreUrgentLeavesTheHolderItsTurn)
{
    std::string order;
    smp.run([&] {
        Mutex mutex{LockRank::TestInner, "mutex"};
        std::function<void()> hold = [&] {
            kernel::MutexGuard const guard{mutex};
            kernel::yield();
            order += 'h';
        };
        std::function<void()> other = [&] { order += 'o'; };
        auto const first = *spawn("holder", hold);
        kernel::yield(); // it takes the mutex, and is ready again before the other
        auto const second = *spawn("other", other);
        {
            kernel::MutexGuard const guard{mutex};
        }
        kernel::yield();
    });
    EXPECT_EQ(order, "ho");
}

TEST_F(InheritanceTest, SettingThePriorityThatAThreadHasLeavesItItsTurn)
{
    std::string order;
    smp.run([&] {
        std::function<void()> a = [&] { order += 'a'; }, b = [&] { order += 'b'; };
        auto const first = *spawn("a", a), second = *spawn("b", b);
        kernel::set_priority(first.thread(), first.thread().priority.get());
        kernel::yield();
    });
    EXPECT_EQ(order, "ab");
}

} // namespace
