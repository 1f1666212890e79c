// SPDX-License-Identifier: MIT
// The order of words first, one step at a time; then the whole with a host thread for each CPU, where a
// translation that outlives its shootdown shows as an old value. Also run under ThreadSanitizer.
#include "mm/shootdown.hpp"

#include <chrono>
#include <cstdlib>
#include <functional>
#include <gtest/gtest.h>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using lib::CpuMask;
using mm::Shootdown;

constexpr VirtRange kOnePage{VirtAddr{0xE000'0000}, VirtAddr{0xE000'1000}};
constexpr VirtRange kTwoPages{VirtAddr{0xE100'0000}, VirtAddr{0xE100'2000}};

// Records what it is told; what the other CPUs do meanwhile is up to the test.
struct NotingPort {
    void drop(VirtRange pages) { dropped.push_back(pages); }
    void interrupt(CpuMask cpus) { interrupted = interrupted | cpus; }
    void breathe()
    {
        if (++breaths > 1000) throw std::runtime_error{"nobody answers"};
        meanwhile();
    }

    std::vector<VirtRange> dropped;
    CpuMask interrupted;
    int breaths = 0;
    std::function<void()> meanwhile = [] {};
};

class ShootdownTest : public testing::Test {
protected:
    ShootdownTest()
    {
        for (u32 cpu = 0; cpu < 4; ++cpu) shootdown_.join(cpu);
    }
    Shootdown shootdown_;
};

TEST_F(ShootdownTest, ReturnsOnlyWhenEveryTargetHasDropped)
{
    NotingPort shooter, first, second;
    shooter.meanwhile = [&] {
        if (shooter.breaths == 1) shootdown_.serve(1, first);
        if (shooter.breaths == 2) shootdown_.serve(2, second);
    };
    shootdown_.shoot(0, CpuMask::from_bits(0b0110), kTwoPages, shooter);
    EXPECT_EQ(shooter.breaths, 2);
    EXPECT_EQ(first.dropped, std::vector{kTwoPages});
    EXPECT_EQ(second.dropped, std::vector{kTwoPages});
    EXPECT_TRUE(shooter.dropped.empty()) << "CPU 0 was not a target";
}

TEST_F(ShootdownTest, ShooterAmongTheTargetsDropsByItselfAndWaitsForNobody)
{
    NotingPort shooter;
    shootdown_.shoot(2, CpuMask::of(2), kOnePage, shooter);
    EXPECT_EQ(shooter.dropped, std::vector{kOnePage});
    EXPECT_EQ(shooter.interrupted, CpuMask{});
    EXPECT_EQ(shooter.breaths, 0);
}

TEST_F(ShootdownTest, CpusThatHaveNotJoinedAreNoTargets)
{
    NotingPort shooter, target;
    shooter.meanwhile = [&] { shootdown_.serve(3, target); };
    shootdown_.shoot(0, CpuMask::from_bits(0xFFFF'FFF8), kOnePage, shooter);
    EXPECT_EQ(shooter.interrupted, CpuMask::of(3));
}

TEST_F(ShootdownTest, AskedSaysSoUntilServed)
{
    NotingPort shooter, target;
    shooter.meanwhile = [&] {
        EXPECT_TRUE(shootdown_.asked(1));
        EXPECT_FALSE(shootdown_.asked(2));
        shootdown_.serve(1, target);
        EXPECT_FALSE(shootdown_.asked(1));
    };
    shootdown_.shoot(0, CpuMask::of(1), kOnePage, shooter);
    EXPECT_EQ(shooter.breaths, 1);
}

TEST_F(ShootdownTest, CpuThatShootsServesWhileItWaits)
{
    // CPU 0 waits for CPU 1, which never takes an interrupt because it is itself waiting for CPU 0.
    NotingPort zero, one;
    zero.meanwhile = [&] {
        if (zero.breaths == 1) shootdown_.shoot(1, CpuMask::of(0), kTwoPages, one);
    };
    one.meanwhile = [&] { shootdown_.serve(0, zero); }; // what CPU 0 does in its own wait
    shootdown_.shoot(0, CpuMask::of(1), kOnePage, zero);
    EXPECT_EQ(zero.dropped, std::vector{kTwoPages});
    EXPECT_EQ(one.dropped, std::vector{kOnePage});
}

TEST_F(ShootdownTest, SecondShooterNeedNotInterruptATargetThatWasAskedAlready)
{
    NotingPort zero, one, target;
    one.meanwhile = [&] { shootdown_.serve(2, target); };
    zero.meanwhile = [&] {
        if (zero.breaths == 1) shootdown_.shoot(1, CpuMask::of(2), kTwoPages, one);
    };
    shootdown_.shoot(0, CpuMask::of(2), kOnePage, zero);
    EXPECT_EQ(zero.interrupted, CpuMask::of(2));
    EXPECT_EQ(one.interrupted, CpuMask{});
    EXPECT_EQ(target.dropped, (std::vector{kOnePage, kTwoPages})) << "one interrupt serves both";
}

TEST_F(ShootdownTest, NobodyWaitsForACpuThatHasLeft)
{
    NotingPort shooter;
    shooter.meanwhile = [&] { shootdown_.leave(CpuMask::of(1)); };
    shootdown_.shoot(0, CpuMask::of(1), kOnePage, shooter); // leaves in the middle
    EXPECT_EQ(shooter.breaths, 1);
    shootdown_.shoot(0, CpuMask::of(1), kOnePage, shooter); // and is not a target afterwards
    EXPECT_EQ(shooter.breaths, 1);
    EXPECT_EQ(shootdown_.joined(), CpuMask::from_bits(0b1101));
}

// ---- with a host thread for each CPU ----

constexpr u32 kCpus = 4;
constexpr u32 kShotPages = 4;
constexpr VirtAddr kBase{0xE200'0000};

constexpr VirtRange page_range(u32 page)
{
    return {kBase + page * kPageSize, kBase + (page + 1) * kPageSize};
}

struct Tables {
    std::array<std::atomic<u32>, kShotPages> entry{};     // what a walk finds
    std::array<std::atomic<u32>, kShotPages> announced{}; // no CPU may find less than this any more
    std::array<std::atomic<bool>, kCpus> interrupt{};
    std::atomic<u32> running = kCpus;
};

// A CPU that keeps each translation until it is told to drop it, and looks for interrupts where it pleases.
class FakeCpu {
public:
    FakeCpu(u32 index, Shootdown& shootdown, Tables& tables)
        : index_{index}, shootdown_{shootdown}, tables_{tables}
    {
    }

    void drop(VirtRange pages)
    {
        for (u32 page = 0; page < kShotPages; ++page)
            if (pages.contains(page_range(page).begin)) cached_[page] = kNothing;
    }
    void interrupt(CpuMask cpus)
    {
        for (; !cpus.empty(); cpus.remove(cpus.first())) tables_.interrupt[cpus.first()] = true;
    }
    void shoot(CpuMask targets, VirtRange pages)
    {
        breaths_ = 0;
        shootdown_.shoot(index_, targets, pages, *this);
    }
    // A CPU that waits for long yields the processor, since others may have to share it: only time in which
    // they could have answered counts.
    void breathe()
    {
        if (++breaths_ <= kYields) return std::this_thread::yield();
        if (breaths_ > kYields + kPatience) {
            std::cerr << "CPU " << index_ << " waits for ever\n";
            std::abort(); // the other threads wait too: nobody could go on to report it
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }

    void run(u32 rounds)
    {
        shootdown_.join(index_);
        for (u32 round = 1; round <= rounds; ++round) {
            look_at_all_pages();
            if (round % 4 == index_ % 4) change_own_page(round);
            if (round % 3 == 0) take_interrupt(); // otherwise: interrupts off
        }
        breaths_ = 0;
        for (--tables_.running; tables_.running != 0; breathe()) take_interrupt();
    }
    [[nodiscard]] u32 stale_reads() const { return stale_reads_; }

private:
    void look_at_all_pages()
    {
        for (u32 page = 0; page < kShotPages; ++page) {
            u32 const least = tables_.announced[page].load(std::memory_order_acquire);
            if (cached_[page] == kNothing)
                cached_[page] = tables_.entry[page].load(std::memory_order_relaxed);
            if (cached_[page] < least) ++stale_reads_;
        }
    }
    void change_own_page(u32 value)
    {
        tables_.entry[index_].store(value, std::memory_order_relaxed);
        shoot(CpuMask::all(), page_range(index_));
        tables_.announced[index_].store(value, std::memory_order_release);
    }
    void take_interrupt()
    {
        if (tables_.interrupt[index_].exchange(false)) shootdown_.serve(index_, *this);
    }

    static constexpr u32 kNothing = ~0u;
    static constexpr u32 kYields = 1000;      // of one wait; then it sleeps
    static constexpr u32 kPatience = 300'000; // milliseconds of one wait, where microseconds are usual
    u32 index_;
    Shootdown& shootdown_;
    Tables& tables_;
    std::array<u32, kShotPages> cached_{kNothing, kNothing, kNothing, kNothing};
    u32 stale_reads_ = 0;
    u32 breaths_ = 0; ///< in this wait
};

TEST(ShootdownThreads, NobodyReadsAnOldTranslationAndNobodyWaitsForEver)
{
    Shootdown shootdown;
    Tables tables;
    std::vector<FakeCpu> cpus;
    for (u32 index = 0; index < kCpus; ++index) cpus.emplace_back(index, shootdown, tables);
    std::vector<std::thread> threads;
    for (auto& cpu : cpus) threads.emplace_back([&cpu] { cpu.run(4000); });
    for (auto& thread : threads) thread.join();
    for (auto const& cpu : cpus) EXPECT_EQ(cpu.stale_reads(), 0u);
}

TEST(ShootdownThreads, TwoShootingAtEachOtherWithInterruptsOffBothFinish)
{
    Shootdown shootdown;
    Tables tables;
    FakeCpu zero{0, shootdown, tables}, one{1, shootdown, tables};
    shootdown.join(0);
    shootdown.join(1);
    auto const shoot = [&](FakeCpu& cpu, u32 self) {
        for (int shot = 0; shot < 2000; ++shot) cpu.shoot(CpuMask::of(1 - self), kOnePage);
        // As if interrupts came on again: serve until the other one is done, too.
        for (--tables.running; tables.running != kCpus - 2; cpu.breathe()) shootdown.serve(self, cpu);
    };
    std::thread other{[&] { shoot(one, 1); }};
    shoot(zero, 0);
    other.join();
    EXPECT_FALSE(shootdown.asked(0) || shootdown.asked(1));
}

} // namespace
