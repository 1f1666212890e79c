// SPDX-License-Identifier: MIT
// What mm/context.hpp asks of a scheduler, beyond the switches of tests/sim/context.cpp: counters that say
// what a thread may do, and sleep. A fake thread sleeps by running what the test has put into
// `while_parked`.
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "tests/sim/context.hpp"
#include "tests/sim/machine.hpp"

#include <stdexcept>

namespace mm {

u32& shared_mappings_held() noexcept { return sim::current().shared_held; }

bool preemptible() noexcept { return sim::interrupts_on() && sim::current().preempt_disabled == 0; }

void might_sleep(char const* what) noexcept(false)
{
    if (preemptible() && !pagefault_disabled()) return;
    lib::Report report;
    report.kind = lib::ReportKind::SleepInAtomic;
    lib::print(report.headline, "{} may sleep, and is called where that is forbidden", what);
    lib::stop(report);
}

void preempt_disable() noexcept { ++sim::current().preempt_disabled; }
void preempt_enable() noexcept { --sim::current().preempt_disabled; }
void pagefault_disable() noexcept { ++sim::current().faults_disabled; }
void pagefault_enable() noexcept { --sim::current().faults_disabled; }
bool pagefault_disabled() noexcept { return sim::current().faults_disabled != 0; }

Sleeper& this_sleeper() noexcept { return sim::current(); }

void park() noexcept
{
    auto& thread = sim::current();
    if (thread.permits.try_acquire()) return;
    if (thread.while_parked) {
        thread.while_parked();
    } else {
        thread.permits.acquire();
    }
}

void unpark(Sleeper& sleeper) noexcept { static_cast<sim::Thread&>(sleeper).permits.release(); }

} // namespace mm
