// SPDX-License-Identifier: MIT
// The table of all groups, and the loop that runs them and speaks KTAP.
#include "runs/test/test_table.hpp"

#include "lib/check.hpp"
#include "lib/glob.hpp"
#include "lib/parse.hpp"
#include "mm/kmap_local.hpp"
#include "mm/live_mappings.hpp"
#include "mm/quarantine.hpp"
#include "mm/slab_caches.hpp"
#include "runs/common/pager.hpp"

namespace kernel {

namespace {

using Group = std::span<GuestTest const> (*)();

// One a line, so that additions do not meet.
// clang-format off
constexpr Group kGroups[] = {
    stop_tests,
    memory_tests,
    exception_tests,
    protection_tests,
    frame_tests,
    slab_tests,
    high_memory_tests,
    kmap_local_tests,
    kmap_local_misuse_tests,
    thread_window_tests,
    compound_tests,
    kmap_debug_tests,
    flush_ledger_tests,
    window_fault_tests,
    address_space_tests,
    map_range_tests,
    tlb_tests,
    smp_tests,
    ipi_tests,
    shootdown_tests,
    panic_tests,
    thread_tests,
    scheduler_tests,
    lock_tests,
    lock_watch_tests,
    kmap_tests,
    kmap_pressure_tests,
    iov_iter_tests,
    kmap_atomic_tests,
    vmap_tests,
    vmap_random_tests,
    iomap_local_tests,
    page_copy_tests,
    single_step_tests,
    stepped_switch_tests,
    torture_tests,
    sleeper_tests,
    zoo_tests,
    unexpected_tests,
};
// clang-format on

bool is_chosen(GuestTest const& test, std::string_view glob)
{
    if (test.when == Runs::ByName) return lib::cut_field(glob, ':') == test.name;
    return lib::glob_matches(glob, test.name);
}

template <class Visit> void for_each_match(std::string_view glob, Visit&& visit)
{
    for_each_guest_test([&](GuestTest const& test) {
        if (is_chosen(test, glob)) visit(test);
    });
}

/// A pattern that would match a test that is not run by patterns needs a hint.
void say_that_none_matches(std::string_view glob)
{
    u32 by_name = 0;
    std::string_view one;
    for_each_guest_test([&](GuestTest const& test) {
        if (test.when != Runs::ByName || !lib::glob_matches(glob, test.name)) return;
        if (by_name++ == 0) one = test.name;
    });
    if (by_name == 0)
        say("# no test matches \"{}\"", glob);
    else if (by_name == 1)
        say("# no test matches \"{}\"; {} runs only if it is named in full", glob, one);
    else
        say("# no test matches \"{}\"; {} and {} more run only if they are named in full", glob, one,
            by_name - 1);
}

void say_rows(void (*print)(lib::Sink& sink))
{
    lib::Text<1024> rows;
    print(rows);
    for (auto rest = rows.view(); !rest.empty();) say("# {}", lib::cut_field(rest, '\n'));
}

// What became of all tests; printed as the kernel's own selftests do it, for programs that read those.
struct Totals {
    u32 passed = 0, failed = 0, skipped = 0;
};

enum class Result : u8 { Passed, Failed, Skipped };

// Runs one test and prints its line. What a test leaves behind is its own failure, not the next one's.
Result run_one(GuestTest const& test, u32 number, std::string_view argument)
{
    TestRun run{argument};
    mm::end_all_rests(); // each test finds its slots rested, in order from the first
    u32 const mark = mm::local_mark(), slots = mm::slots_in_use(mm::local_stack());
    u32 const objects = mm::kmem_objects_in_use();
    test.run(run);
    if (!run.expect(mm::local_mark() == mark, "the test left {} behind",
                    lib::Counted{mm::slots_in_use(mm::local_stack()) - slots, "slot"}))
        say_rows(mm::print_live_mappings); // with kmap.debug=track: who made what is still mapped
    mm::local_release_to(mark);
    if (!run.expect(mm::kmem_objects_in_use() == objects, "{} objects are in use, {} before the test",
                    mm::kmem_objects_in_use(), objects))
        say_rows(mm::print_kmem_caches);

    auto const skipped = run.skip_reason();
    say("{} {} - {}{}{}", run.failed() ? "not ok" : "ok", number, test.name,
        skipped.empty() ? "" : " # SKIP ", skipped);
    if (run.failed()) return Result::Failed;
    return skipped.empty() ? Result::Passed : Result::Skipped;
}

void tally(Totals& totals, Result result)
{
    switch (result) {
    case Result::Passed: ++totals.passed; break;
    case Result::Failed: ++totals.failed; break;
    case Result::Skipped: ++totals.skipped; break;
    }
}

} // namespace

void for_each_guest_test(void (*visit)(void* argument, GuestTest const& test), void* argument)
{
    for (Group const group : kGroups)
        for (GuestTest const& test : group()) visit(argument, test);
}

bool run_guest_tests(std::string_view glob)
{
    u32 planned = 0;
    for_each_match(glob, [&](GuestTest const&) { ++planned; });
    say("KTAP version 1");
    say("1..{}", planned);

    std::string_view argument = glob;
    static_cast<void>(lib::cut_field(argument, ':'));
    u32 number = 0;
    Totals totals;
    for_each_match(glob, [&](GuestTest const& test) {
        if (!Pager::had_enough()) tally(totals, run_one(test, ++number, argument));
    });
    if (planned == 0) say_that_none_matches(glob);
    say("# Totals: pass:{} fail:{} xfail:0 xpass:0 skip:{} error:0", totals.passed, totals.failed,
        totals.skipped);
    return planned > 0 && number == planned && totals.failed == 0;
}

} // namespace kernel
