// SPDX-License-Identifier: MIT
// What public comments ask of their callers, checked while locks are watched: interrupts off, a caller that
// stays on its CPU, preemption off around a lock.
#include "kernel/check/by_mistake.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "lib/contexts.hpp"
#include "lib/irq_guard.hpp"
#include "lib/preempt_guard.hpp"
#include "lib/spin_lock.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>

namespace {

using lib::ReportKind;

struct Contexts : testing::Test {
    sim::Smp smp; // which watches
    lib::SpinLock lock{lib::LockRank::TestInner};
};

TEST_F(Contexts, InterruptsThatAreOffAreOff)
{
    smp.run([] {
        lib::IrqGuard const guard;
        lib::interrupts_off_only("this call");
    });
}

TEST_F(Contexts, InterruptsThatAreOnAreReportedEvenWherePreemptionIsOff)
{
    EXPECT_STOP_SAYING(ReportKind::WrongContext, "interrupts off", smp.run([] {
        lib::PreemptGuard const not_enough;
        lib::interrupts_off_only("this call");
    }));
}

TEST_F(Contexts, CallerStaysOnItsCpuByAnyMeans)
{
    smp.run([] {
        {
            lib::PreemptGuard const guard;
            lib::this_cpu_only("this call");
        }
        {
            lib::IrqGuard const guard;
            lib::this_cpu_only("this call");
        }
        sim::interrupt_here([] { lib::this_cpu_only("this call"); });
        kernel::MigrationGuard const guard;
        lib::this_cpu_only("this call");
    });
}

TEST_F(Contexts, CallerThatMayMigrateIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::WrongContext, "stays on its CPU",
                       smp.run([] { lib::this_cpu_only("this call"); }));
}

TEST_F(Contexts, LockIsNotTakenByAThreadThatMayBeSwitched)
{
    EXPECT_STOP_SAYING(ReportKind::WrongContext, "preemption off", smp.run([this] {
        kernel::MigrationGuard const not_enough;
        kernel::by_mistake<&lib::SpinLock::lock>(lock);
    }));
}

TEST_F(Contexts, NothingIsAskedWhileNobodyWatches)
{
    smp.run([] {
        lib::watch_locks(false);
        lib::interrupts_off_only("this call");
        lib::this_cpu_only("this call");
    });
}

} // namespace
