// SPDX-License-Identifier: MIT
// The torture, once with a number of accesses that fits a test run, and as a soak that lasts as long as
// asked.
#include "kernel/thread/cpu.hpp"
#include "lib/parse.hpp"
#include "mm/window_design.hpp"
#include "runs/test/held_pages.hpp"
#include "runs/test/test_table.hpp"
#include "runs/test/torture.hpp"

namespace kernel {

namespace {

constexpr u32 kAccesses = 1'500'000; // times eight boots in the tests' table: 12 million
constexpr u32 kSoakAccesses =
    500'000; // between two looks at the clock: seconds, also where each call is watched

void every_access_reaches_its_own_frame(TestRun& test)
{
    TortureCounts const counts = torture(test, {.accesses = kAccesses});
    say("# {} accesses checked on {} CPUs: {} sleeps, {} page faults, {} migrations, {} interrupts that "
        "mapped, {} compounds",
        counts.accesses, online_cpus().count(), counts.sleeps, counts.faults, counts.migrations,
        counts.interrupts, counts.compounds);
    if (mm::windows_of_threads() && online_cpus().count() > 1) {
        say("# {} moves with pages mapped, {} accesses to them afterwards", counts.moves, counts.after_move);
        test.expect(counts.after_move != 0, "no thread moved with pages mapped");
    }
    test.expect(counts.accesses >= kAccesses, "only {} accesses were made", counts.accesses);
    test.expect(counts.sleeps != 0 && counts.faults != 0, "nobody slept, or nobody faulted");
    test.expect(counts.interrupts != 0, "no interrupt mapped");
    test.expect(counts.compounds != 0 || mm::needs_no_slot(MarkedBlock{}.at(0)), "no compound was mapped");
    test.expect(counts.migrations != 0 || online_cpus().count() == 1, "nobody migrated");
}

// Correct code that does little but map and unmap. A detector that speaks here is wrong, and its report
// ends the run. Meant for boots with words of kmap.debug=; it takes too long for all others.
void no_alarm_is_raised(TestRun& test, u32 calls)
{
    TortureCounts const counts = torture(test, {.calls = calls, .rarity = 256});
    say("# {} calls that map or unmap on {} CPUs: {} accesses, {} sleeps, {} page faults, {} interrupts that "
        "mapped, no report",
        counts.calls, online_cpus().count(), counts.accesses, counts.sleeps, counts.faults,
        counts.interrupts);
    test.expect(counts.calls >= calls, "only {} calls were made", counts.calls);
    test.expect(counts.sleeps != 0 && counts.faults != 0, "nobody slept, or nobody faulted");
    test.expect(counts.interrupts != 0, "no interrupt mapped");
}

void two_million_calls_raise_no_alarm(TestRun& test) { no_alarm_is_raised(test, 2'000'000); }
void ten_million_calls_raise_no_alarm(TestRun& test) { no_alarm_is_raised(test, 10'000'000); }

void say_after(u32 minute, u64 minutes, TortureCounts const& counts)
{
    say("# {} of {} minutes, {} accesses checked on {} CPUs", minute, minutes, counts.accesses,
        online_cpus().count());
    say("#   {} calls that map or unmap, {} compounds, {} sleeps, {} page faults, {} migrations, {} "
        "interrupts",
        counts.calls, counts.compounds, counts.sleeps, counts.faults, counts.migrations, counts.interrupts);
    if (mm::windows_of_threads())
        say("#   {} moves with pages mapped, {} accesses to them afterwards", counts.moves,
            counts.after_move);
}

constexpr u32 kMsPerMinute = 60'000;
constexpr u32 kMaxMinutes = 7 * 24 * 60; // in milliseconds, they fit into 32 bits

// Tortures until this minute is over. What one of them does may take many CPUs, emulated by few, longer than
// that, so the clock ends it.
void soak_a_minute(TestRun& test, SoakClock const& clock, u32 minute, u32& seed, TortureCounts& totals)
{
    u32 const end_ms = minute * kMsPerMinute;
    while (clock.ms() < end_ms && !test.failed()) {
        seed += 1000; // each thread has one of its own
        totals +=
            torture(test, {.accesses = kSoakAccesses, .seed = seed, .clock = &clock, .until_ms = end_ms});
    }
}

// One torture after the other, with new threads and other numbers each time, until the time is up.
void soak(TestRun& test)
{
    auto const minutes = lib::parse_number(test.argument());
    if (!minutes || *minutes < 1 || *minutes > kMaxMinutes) {
        test.expect(false, "soak takes minutes, from 1 to {}: run=test:soak:30", kMaxMinutes);
        return;
    }
    SoakClock const clock;
    TortureCounts totals;
    u32 seed = 0;
    for (u32 minute = 1; minute <= *minutes && !test.failed(); ++minute) {
        soak_a_minute(test, clock, minute, seed, totals);
        say_after(minute, *minutes, totals);
    }
    say("# {} accesses checked", totals.accesses);
}

constexpr GuestTest kTortureTests[] = {
    {"torture_every_access_reaches_its_own_frame", every_access_reaches_its_own_frame},
    {"two_million_calls_raise_no_alarm", two_million_calls_raise_no_alarm, Runs::ByName},
    {"ten_million_calls_raise_no_alarm", ten_million_calls_raise_no_alarm, Runs::ByName},
    {"soak", soak, Runs::ByName},
};

} // namespace

std::span<GuestTest const> torture_tests() { return kTortureTests; }

} // namespace kernel
