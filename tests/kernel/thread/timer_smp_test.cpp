// SPDX-License-Identifier: MIT
// Timers of CPUs, and the deadlines that are made of them. The wheel: timer_wheel_test.cpp.
#include "kernel/thread/completion.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "kernel/thread/thread_life.hpp"
#include "kernel/thread/timer.hpp"
#include "kernel/thread/wait_queue.hpp"
#include "lib/irq_guard.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/explore.hpp"

#include <functional>
#include <gtest/gtest.h>

namespace {

using lib::ReportKind;

/// Calls `body` when it expires.
struct Alarm : kernel::CpuTimer {
    explicit Alarm(std::function<void()> what)
        : CpuTimer{[](CpuTimer& timer) { static_cast<Alarm&>(timer).body(); }}, body{std::move(what)}
    {
    }
    std::function<void()> body;
};

TEST(CpuTimer, IsCalledOnceOnTheCpuThatArmedItWithInterruptsOff)
{
    sim::Smp smp{2};
    smp.run([] {
        u32 calls = 0, cpu = ~0u;
        bool irqs_on = true;
        auto body = [&] {
            Alarm alarm{[&] { ++calls, cpu = hw::cpu_index(), irqs_on = hw::irqs_on(); }};
            alarm.arm(3);
            kernel::sleep_ticks(2);
            EXPECT_EQ(calls, 0u);
            kernel::sleep_ticks(10);
        };
        kernel::spawn("armer", body, {.affinity = lib::CpuMask::of(1)})->join();
        EXPECT_EQ(calls, 1u);
        EXPECT_EQ(cpu, 1u);
        EXPECT_FALSE(irqs_on);
    });
}

TEST(CpuTimer, IsNotCalledOnceItIsDestroyed)
{
    sim::Smp smp;
    smp.run([] {
        u32 calls = 0;
        {
            Alarm alarm{[&] { ++calls; }};
            alarm.arm(2);
        }
        kernel::sleep_ticks(10);
        EXPECT_EQ(calls, 0u);
    });
}

// Another CPU is about to call it, or is in the middle of that.
TEST(CpuTimer, IsNotBeingCalledAnyMoreWhenCancelHasReturned)
{
    u64 const runs = sim::explore(2, [](sim::Explorer& explorer) {
        sim::Smp smp{2};
        smp.use(explorer);
        smp.run([] {
            kernel::set_affinity(kernel::current(), lib::CpuMask::of(0));
            bool inside = false;
            Alarm alarm{[&] { inside = true, sim::compute(), inside = false; }};
            kernel::Completion armed{"armed"};
            auto body = [&] { alarm.arm(0), armed.complete(); };
            auto armer = kernel::spawn("armer", body, {.affinity = lib::CpuMask::of(1)});
            armed.wait();
            sim::raise_tick(0); // it keeps the time
            sim::raise_tick(1);
            sim::compute(2);
            alarm.cancel();
            EXPECT_FALSE(inside);
            armer->join();
        });
    });
    EXPECT_GT(runs, 100u); // otherwise nothing was tried
}

TEST(CpuTimer, ThatArmsAnotherIsStopped)
{
    sim::Smp smp;
    EXPECT_STOP(ReportKind::LockTwice, smp.run([] {
        Alarm other{[] {}};
        Alarm alarm{[&] { other.arm(1); }};
        alarm.arm(1);
        kernel::sleep_ticks(5);
    }));
}

TEST(CpuTimer, ThatCancelsItselfIsStopped)
{
    sim::Smp smp;
    EXPECT_STOP(ReportKind::LockTwice, smp.run([] {
        Alarm alarm{[&] { alarm.cancel(); }};
        alarm.arm(1);
        kernel::sleep_ticks(5);
    }));
}

TEST(Deadline, MadeWithTheLockOfItsQueueHeldIsStopped)
{
    sim::Smp smp;
    EXPECT_STOP(ReportKind::LockOrder, smp.run([] {
        lib::SpinLock lock{lib::LockRank::Wait};
        lib::IrqSpinGuard const guard{lock};
        kernel::Deadline const deadline{lock, 1};
    }));
}

TEST(Deadline, GoneWithTheLockOfItsQueueHeldIsStopped)
{
    sim::Smp smp;
    EXPECT_STOP(ReportKind::LockOrder, smp.run([] {
        lib::SpinLock lock{lib::LockRank::Wait};
        std::optional<kernel::Deadline> deadline;
        deadline.emplace(lock, 1);
        lib::IrqSpinGuard const guard{lock};
        deadline.reset();
    }));
}

TEST(Deadline, OfAnotherLockIsStopped)
{
    sim::Smp smp;
    EXPECT_STOP(ReportKind::CheckFailed, smp.run([] {
        lib::SpinLock lock{lib::LockRank::Wait}, other{lib::LockRank::Wait};
        kernel::WaitQueue queue{kernel::WaitKind::Other, "queue"};
        kernel::Deadline deadline{other, 1};
        lib::IrqSpinGuard const guard{lock};
        static_cast<void>(queue.wait(lock, deadline));
    }));
}

} // namespace
