// SPDX-License-Identifier: MIT
#include "kernel/sync/semaphore.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "lib/irq_guard.hpp"
#include "lib/preempt_guard.hpp"
#include "lib/spin_lock.hpp"
#include "mm/context.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>

namespace {

using lib::ReportKind;

struct PreemptTest : testing::Test {
    sim::Smp smp;
};

TEST_F(PreemptTest, SleepingWithPreemptionOffIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "with preemption off since", smp.run([] {
        lib::PreemptGuard const guard;
        kernel::sleep_ticks(1);
    }));
}

TEST_F(PreemptTest, SleepingWithInterruptsOffIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "with interrupts off since", smp.run([] {
        lib::IrqGuard const guard;
        kernel::yield();
    }));
}

TEST_F(PreemptTest, SleepingWithPageFaultsOffIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic,
                       "yield() may sleep, and is called by thread boot on CPU 0 with "
                       "page faults off",
                       smp.run([] {
                           mm::pagefault_disable();
                           kernel::yield();
                       }));
}

TEST_F(PreemptTest, SleepingInAnInterruptIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "in an interrupt handler", smp.run([] {
        kernel::Semaphore semaphore{"units", 1};
        sim::interrupt_here([&] { semaphore.down(); }); // even if it would not have had to wait
    }));
}

TEST_F(PreemptTest, SleepingWithASpinLockHeldIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "Completion::wait() may sleep", smp.run([] {
        kernel::Completion done{"done"};
        lib::SpinLock lock{lib::LockRank::TestInner};
        lib::SpinGuard const guard{lock};
        done.wait();
    }));
}

TEST_F(PreemptTest, BeforeThereIsAnybodyToSwitchToNothingIsChecked)
{
    smp.run([] {
        kernel::Thread* const idle = std::exchange(hw::this_cpu().idle, nullptr);
        {
            lib::IrqGuard const guard;
            kernel::might_sleep("the boot");
        }
        hw::this_cpu().idle = idle;
    });
}

TEST_F(PreemptTest, AnInterruptThatLeavesPreemptionOffIsStopped)
{
    EXPECT_STOP(ReportKind::CheckFailed, smp.run([] { sim::interrupt_here([] { hw::preempt_disable(); }); }));
}

TEST_F(PreemptTest, InterruptHandlersMayTakeAnyLockThatInterruptsMayTake)
{
    smp.run([] {
        lib::SpinLock inner{lib::LockRank::TestInner}, outer{lib::LockRank::TestOuter};
        lib::SpinGuard const guard{inner};
        sim::interrupt_here([&] { lib::SpinGuard const of_the_handler{outer}; });
    });
}

TEST_F(PreemptTest, PreemptibleMeansNoRegionAndInterruptsOn)
{
    smp.run([] {
        EXPECT_TRUE(kernel::preemptible());
        EXPECT_FALSE(kernel::in_interrupt());
        {
            lib::PreemptGuard const guard;
            EXPECT_FALSE(kernel::preemptible());
        }
        {
            lib::IrqGuard const guard;
            EXPECT_FALSE(kernel::preemptible());
        }
        sim::interrupt_here([] { EXPECT_TRUE(kernel::in_interrupt()); });
        EXPECT_TRUE(kernel::preemptible());
    });
}

} // namespace
