// SPDX-License-Identifier: MIT
// Lab 6: a shootdown, one property a test, so that each mistake fails a set of its own. A port that throws
// stops a call in the middle: what stands in the words by then is what another CPU would find.
#include "mm/shootdown.hpp"
#include "tests/sim/single_step.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

namespace {

using lib::CpuMask;
using mm::Shootdown;

constexpr VirtRange kOfZero{VirtAddr{0xE000'0000}, VirtAddr{0xE000'1000}};
constexpr VirtRange kOfOne{VirtAddr{0xE100'0000}, VirtAddr{0xE100'2000}};

struct Enough {};

struct StoppablePort {
    void drop(VirtRange pages)
    {
        if (throws_at_drop) throw Enough{};
        dropped.push_back(pages);
    }
    void interrupt(CpuMask cpus)
    {
        interrupted = interrupted | cpus;
        if (throws_at_interrupt) throw Enough{};
    }
    void breathe()
    {
        if (++breaths > 100) throw std::runtime_error{"the shooter waits for ever"};
        meanwhile();
    }

    std::vector<VirtRange> dropped;
    CpuMask interrupted;
    int breaths = 0;
    bool throws_at_drop = false;
    bool throws_at_interrupt = false;
    std::function<void()> meanwhile = [] {};
};

// CPUs 0 to 2 have joined, CPU 3 has not.
class LabShootdown : public testing::Test {
protected:
    LabShootdown()
    {
        for (u32 cpu = 0; cpu < 3; ++cpu) shootdown_.join(cpu);
    }

    // CPU `self` asks, and gets no further.
    CpuMask ask(u32 self, CpuMask targets, VirtRange pages)
    {
        StoppablePort port;
        port.throws_at_interrupt = true;
        try {
            shootdown_.shoot(self, targets, pages, port);
        } catch (Enough) {
        }
        return port.interrupted;
    }

    // What CPU 2 drops after CPU 0 and then CPU 1 have asked it.
    std::vector<VirtRange> dropped_for_both()
    {
        (void)ask(0, CpuMask::of(2), kOfZero);
        (void)ask(1, CpuMask::of(2), kOfOne);
        StoppablePort target;
        shootdown_.serve(2, target);
        return target.dropped;
    }

    Shootdown shootdown_;
};

// ---- step 1: to ask ----

TEST_F(LabShootdown, EveryTargetIsAsked)
{
    (void)ask(0, CpuMask::from_bits(0b0110), kOfZero);
    EXPECT_TRUE(shootdown_.asked(1)) << "CPU 1 was a target, and finds no request";
    EXPECT_TRUE(shootdown_.asked(2)) << "CPU 2 was a target, and finds no request";
}

TEST_F(LabShootdown, OnlyCpusThatHaveJoinedAreInterrupted)
{
    EXPECT_EQ(ask(0, CpuMask::from_bits(0b1110), kOfZero), CpuMask::from_bits(0b0110))
        << "CPU 3 is a target and has not joined: it has cached nothing, and will never answer";
}

TEST_F(LabShootdown, ShooterDoesNotInterruptItself)
{
    EXPECT_FALSE(ask(0, CpuMask::from_bits(0b0011), kOfZero).contains(0));
}

TEST_F(LabShootdown, CpuThatWasAskedAlreadyIsNotInterruptedAgain)
{
    (void)ask(0, CpuMask::of(2), kOfZero);
    EXPECT_EQ(ask(1, CpuMask::of(2), kOfOne), CpuMask{})
        << "an interrupt is on its way to CPU 2, and it serves both";
}

TEST_F(LabShootdown, ShooterThatIsATargetDropsByItself)
{
    StoppablePort port;
    shootdown_.shoot(1, CpuMask::of(1), kOfOne, port);
    EXPECT_EQ(port.dropped, std::vector{kOfOne}) << "its own TLB has the old translation, too";
}

TEST_F(LabShootdown, ShooterThatIsNoTargetDropsNothing)
{
    StoppablePort port, target;
    port.meanwhile = [&] { shootdown_.serve(1, target); };
    shootdown_.shoot(0, CpuMask::of(1), kOfZero, port);
    EXPECT_TRUE(port.dropped.empty()) << "CPU 0 was no target";
}

// ---- step 2: to serve ----

TEST_F(LabShootdown, EmptyInboxMeansNothingToDrop)
{
    StoppablePort target;
    shootdown_.serve(2, target);
    EXPECT_TRUE(target.dropped.empty());
}

TEST_F(LabShootdown, TargetDropsThePagesOfTheRequest)
{
    (void)ask(0, CpuMask::of(2), kOfZero);
    StoppablePort target;
    shootdown_.serve(2, target);
    EXPECT_EQ(target.dropped, std::vector{kOfZero});
    EXPECT_FALSE(shootdown_.asked(2)) << "and the request is served";
}

TEST_F(LabShootdown, FirstOfTwoRequestsIsServed)
{
    EXPECT_THAT(dropped_for_both(), testing::Contains(kOfZero)) << "CPU 0 asked first, and was forgotten";
}

TEST_F(LabShootdown, SecondOfTwoRequestsIsServed)
{
    EXPECT_THAT(dropped_for_both(), testing::Contains(kOfOne)) << "CPU 1 asked second, and was forgotten";
}

TEST_F(LabShootdown, TargetDropsBeforeItAnswers)
{
    StoppablePort shooter, target;
    target.throws_at_drop = true; // CPU 1 gets no further than this
    shooter.meanwhile = [&] {
        try {
            shootdown_.serve(1, target);
        } catch (Enough) {
        }
    };
    EXPECT_THROW(shootdown_.shoot(0, CpuMask::of(1), kOfZero, shooter), std::runtime_error)
        << "the shooter goes on while CPU 1 still has the old translation";
}

// ---- step 3: to wait ----

TEST_F(LabShootdown, ReturnsWhenTheLastTargetHasAnswered)
{
    StoppablePort shooter, first, second;
    shooter.meanwhile = [&] {
        if (shooter.breaths == 1) shootdown_.serve(1, first);
        if (shooter.breaths == 3) shootdown_.serve(2, second);
    };
    shootdown_.shoot(0, CpuMask::from_bits(0b0110), kOfZero, shooter);
    EXPECT_EQ(first.dropped, std::vector{kOfZero});
    EXPECT_EQ(second.dropped, std::vector{kOfZero}) << "CPU 2 had not dropped when shoot() returned";
    EXPECT_EQ(shooter.breaths, 3);
}

TEST_F(LabShootdown, ShooterServesWhileItWaits)
{
    // CPU 1 asks CPU 0, with interrupts off, before it takes the interrupt of CPU 0.
    StoppablePort zero, one;
    (void)ask(1, CpuMask::of(0), kOfOne);
    zero.meanwhile = [&] {
        if (!shootdown_.asked(0)) shootdown_.serve(1, one);
    };
    EXPECT_NO_THROW(shootdown_.shoot(0, CpuMask::of(1), kOfZero, zero)) << "two that shoot at each other";
    EXPECT_EQ(zero.dropped, std::vector{kOfOne});
}

TEST_F(LabShootdown, RequestIsCompleteWhenATargetFindsIt)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    StoppablePort shooter, target;
    shooter.meanwhile = [&] { shootdown_.serve(1, target); };
    bool waits_for_ever = false;
    sim::single_step(
        [&] {
            try {
                shootdown_.shoot(0, CpuMask::of(1), kOfZero, shooter);
            } catch (std::runtime_error const&) {
                waits_for_ever = true;
            }
        },
        [&](u32) {
            if (shootdown_.asked(1)) shootdown_.serve(1, target); // as soon as it can
        });
    EXPECT_FALSE(waits_for_ever) << "CPU 1 answered before the request was written, and then it was written";
    EXPECT_EQ(target.dropped, std::vector{kOfZero});
}

} // namespace
