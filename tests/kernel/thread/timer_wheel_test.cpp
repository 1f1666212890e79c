// SPDX-License-Identifier: MIT
#include "kernel/thread/timer_wheel.hpp"
#include "tests/sim/stop.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <vector>

namespace {

using kernel::Tick;
using kernel::Timer;
using kernel::TimerWheel;

struct Alarm : Timer {
    explicit Alarm(TimerWheel& owner) : Timer{&Alarm::ring}, wheel{owner} {}
    static void ring(Timer& timer)
    {
        auto& alarm = static_cast<Alarm&>(timer);
        ++alarm.rings;
        alarm.rang_at = alarm.wheel.now();
    }
    void arm_in(u32 ticks)
    {
        due = wheel.now() + ticks;
        wheel.arm(*this);
    }

    TimerWheel& wheel;
    int rings = 0;
    Tick rang_at;
};

TEST(TimerWheel, RingsAtItsTickOnce)
{
    TimerWheel wheel;
    Alarm alarm{wheel};
    alarm.arm_in(5);
    wheel.advance_to(Tick{4});
    EXPECT_EQ(alarm.rings, 0);
    wheel.advance_to(Tick{100});
    EXPECT_EQ(alarm.rings, 1);
    EXPECT_EQ(alarm.rang_at, Tick{5});
    EXPECT_FALSE(alarm.armed());
}

TEST(TimerWheel, ADueTimeInThePastMeansTheNextTick)
{
    TimerWheel wheel{Tick{1000}};
    Alarm alarm{wheel};
    alarm.due = Tick{3};
    wheel.arm(alarm);
    wheel.advance_to(Tick{1001});
    EXPECT_EQ(alarm.rang_at, Tick{1001});
}

TEST(TimerWheel, ATimeSoFarAheadThatItWouldLookPastIsStopped)
{
    TimerWheel wheel;
    Alarm farthest{wheel}, too_far{wheel};
    farthest.arm_in(kernel::kMaxWaitTicks);
    EXPECT_TRUE(farthest.armed());
    EXPECT_STOP(lib::ReportKind::CheckFailed, too_far.arm_in(kernel::kMaxWaitTicks + 1));
    farthest.wheel.cancel(farthest);
}

TEST(TimerWheel, ACancelledTimerStaysSilent)
{
    TimerWheel wheel;
    Alarm alarm{wheel};
    alarm.arm_in(70);
    wheel.advance_to(Tick{69}); // since dealt out to another level
    wheel.cancel(alarm);
    wheel.cancel(alarm);
    wheel.advance_to(Tick{200});
    EXPECT_EQ(alarm.rings, 0);
}

// Every distance around the edges of every level, from every phase of the lowest one.
TEST(TimerWheel, IsExactAcrossTheEdgesOfEachLevel)
{
    for (u32 const edge : {1u, 64u, 4096u, 262'144u}) {
        for (u32 start = 0; start < 130; start += 13) {
            TimerWheel wheel{Tick{start}};
            std::vector<std::unique_ptr<Alarm>> alarms;
            for (u32 ticks = edge; ticks < edge + 4; ++ticks) {
                alarms.push_back(std::make_unique<Alarm>(wheel));
                alarms.back()->arm_in(ticks);
            }
            wheel.advance_to(Tick{start} + (edge + 10));
            for (auto const& alarm : alarms) EXPECT_EQ(alarm->rang_at, alarm->due);
        }
    }
}

TEST(TimerWheel, ADueTimeBeyondTheLastLevelIsExactToo)
{
    TimerWheel wheel{Tick{77}};
    Alarm alarm{wheel};
    alarm.arm_in((1u << 24) + 12'345);
    wheel.advance_to(alarm.due);
    EXPECT_EQ(alarm.rings, 1);
    EXPECT_EQ(alarm.rang_at, alarm.due);
}

TEST(TimerWheel, SurvivesTheWrapAroundOfTheTickCount)
{
    TimerWheel wheel{Tick{~0u - 50}};
    Alarm before{wheel}, after{wheel};
    before.arm_in(20);
    after.arm_in(100);
    wheel.advance_to(Tick{~0u});
    EXPECT_EQ(before.rings, 1);
    EXPECT_EQ(after.rings, 0);
    wheel.advance_to(Tick{49});
    EXPECT_EQ(after.rang_at, Tick{49});
}

TEST(TimerWheel, ATimerMayArmItselfAgain)
{
    struct Metronome : Timer {
        explicit Metronome(TimerWheel& owner) : Timer{&Metronome::beat}, wheel{owner} {}
        static void beat(Timer& timer)
        {
            auto& metronome = static_cast<Metronome&>(timer);
            ++metronome.beats;
            metronome.due = metronome.wheel.now() + 10;
            metronome.wheel.arm(metronome);
        }
        TimerWheel& wheel;
        int beats = 0;
    };
    TimerWheel wheel;
    Metronome metronome{wheel};
    metronome.due = Tick{10};
    wheel.arm(metronome);
    wheel.advance_to(Tick{1000});
    EXPECT_EQ(metronome.beats, 100);
}

TEST(TimerWheel, ThousandsOfTimersAllRingAtTheirTick)
{
    TimerWheel wheel{Tick{12'345}};
    std::mt19937 random{7};
    auto const below = [&](u32 bound) { return static_cast<u32>(random() % bound); };
    std::vector<std::unique_ptr<Alarm>> alarms;
    for (int count = 0; count < 5000; ++count) {
        alarms.push_back(std::make_unique<Alarm>(wheel));
        alarms.back()->arm_in(1 + below(20'000));
        wheel.advance_to(wheel.now() + below(3));
    }
    wheel.advance_to(wheel.now() + 20'000);
    for (auto const& alarm : alarms) {
        ASSERT_EQ(alarm->rings, 1);
        ASSERT_EQ(alarm->rang_at, alarm->due);
    }
}

} // namespace
