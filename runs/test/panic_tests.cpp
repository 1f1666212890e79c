// SPDX-License-Identifier: MIT
// Panics while other CPUs are busy. Such a test cannot come back to say "ok": it ends the run, so it runs
// only if it is called by its full name, and the reader of the log judges it (tests/guest/boots.ini).
#include "kernel/log/last_cpu.hpp"
#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "lib/irq_guard.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/test_page.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

void say_forever()
{
    for (;;) say("CPU {} still runs", hw::cpu_index());
}

// The other CPUs are caught in all states: halted, at work with interrupts on, and with interrupts off in a
// loop that waits for nobody, where only an NMI reaches them.
void stops_all_other_cpus(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip("only one CPU runs");
    lib::Atomic<u32> busy = 0;
    lib::Atomic<bool> ended = false;
    auto work = [&] {
        busy.fetch_add(1, lib::MemoryOrder::SeqCst);
        say_forever();
    };
    auto work_undisturbed = [&] {
        lib::IrqGuard const no_interrupts;
        busy.fetch_add(1, lib::MemoryOrder::SeqCst);
        while (!ended.load(lib::MemoryOrder::SeqCst)) {
        } // no hw::pause(): deaf to everything but an NMI
        say_forever();
    };
    auto const first = start_on(others.first(), work);
    auto const rest = others.without(others.first());
    std::optional<ThreadHandle> second;
    if (!rest.empty()) second.emplace(start_on(rest.first(), work_undisturbed));
    while (busy.load(lib::MemoryOrder::SeqCst) < std::min(others.count(), 2u)) hw::pause();
    lib::check_failed("this panic is a test", __FILE__, __LINE__);
}

void of_all_cpus_at_once_is_one(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip("only one CPU runs");
    lib::Atomic<u32> present = 0;
    run_on(others, [&](u32) {
        present.fetch_add(1, lib::MemoryOrder::SeqCst);
        while (present.load(lib::MemoryOrder::SeqCst) < others.count()) hw::pause();
        lib::check_failed("this panic is a test", __FILE__, __LINE__);
    });
}

// Their answers never come, so a shooter that still asked them would wait for ever.
void shootdown_afterwards_asks_nobody(TestRun& test)
{
    MigrationGuard const here;
    auto const others = here.others();
    if (others.empty()) return test.skip("only one CPU runs");
    auto const still_running = become_last_cpu();
    hw::flush_range_everywhere({TestPage::kAddress, TestPage::kAddress + kPageSize});
    say("# CPU {} has stopped {} others and shot, {} are left", hw::cpu_index(), others.count(),
        still_running.count());
    lib::check_failed("this panic is a test", __FILE__, __LINE__);
}

constexpr GuestTest kPanicTests[] = {
    {"panic_stops_all_other_cpus", stops_all_other_cpus, Runs::ByName},
    {"panic_shootdown_afterwards_asks_nobody", shootdown_afterwards_asks_nobody, Runs::ByName},
    {"panic_of_all_cpus_at_once_is_one", of_all_cpus_at_once_is_one, Runs::ByName},
};

} // namespace

std::span<GuestTest const> panic_tests() { return kPanicTests; }

} // namespace kernel
