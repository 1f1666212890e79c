// SPDX-License-Identifier: MIT
// The specimens as guest tests: each passes only if the detector that the table names speaks at the operation
// that is wrong, and the same code done right runs clean. The last one counts.
#include "kernel/check/scoped_kmap_debug.hpp"
#include "runs/test/test_table.hpp"
#include "runs/test/zoo/score.hpp"
#include "runs/test/zoo/specimen_table.hpp"

#include <array>
#include <utility>

namespace kernel::zoo {

namespace {

constexpr std::size_t kCount = std::size(kSpecimens);
static_assert(rows_are_claimed_once(kSpecimens));
constinit std::array<Outcome, kCount> g_outcomes{};

/// The words of this boot and those that the specimen needs, by the strict rules: the cage waits for a stop.
mm::KmapDebug words_for(Specimen const& specimen)
{
    mm::KmapDebug words = mm::kmap_debug();
    words.force |= specimen.needs.force;
    words.eager |= specimen.needs.eager;
    words.track |= specimen.needs.track;
    words.locks |= specimen.needs.locks;
    words.flush |= specimen.needs.flush;
    words.linux_rules = false;
    return words;
}

Outcome show(Specimen const& specimen, TestRun& test)
{
    ScopedKmapDebug const words{words_for(specimen)};
    Cage cage{test, specimen.detector, specimen.says};
    specimen.show(cage);
    if (!test.skip_reason().empty()) return Outcome::Skipped;
    test.expect(cage.caught_all(), "{} did not speak", lib::report_name(specimen.detector));
    return test.failed() ? Outcome::Missed : Outcome::AsExpected;
}

template <std::size_t Index> void run_specimen(TestRun& test)
{
    Specimen const& specimen = kSpecimens[Index];
    say("# {}: {}", specimen.rows.empty() ? "ours" : specimen.rows, specimen.lesson);
    switch (specimen.found) {
    case Found::AtOnce:
    case Found::Later: g_outcomes[Index] = show(specimen, test); return;
    case Found::ByType: test.skip("does not compile, see tests/must_not_compile"); break;
    case Found::Never: test.skip("not detectable"); break;
    }
    g_outcomes[Index] = Outcome::AsExpected;
}

// How much of what really happened is covered, and how well. Fails if it becomes less than it was, on a
// machine that can show it all.
void score(TestRun& test)
{
    Score const score = count_rows(kSpecimens, g_outcomes);
    say("# zoo: {} rows of real bugs covered: {} detected at once, {} detected later, {} impossible by type, "
        "{} not detectable",
        score.covered(), score.at_once, score.later, score.by_type, score.never);
    test.expect(score.missed == 0, "{} rows were not detected as promised", score.missed);
    if (score.not_shown != 0) {
        say("# zoo: {} rows were not shown, by this machine or in this run", score.not_shown);
        return test.skip("not all specimens were shown");
    }
    test.expect(score.covered() >= kLeastCovered, "{} rows are covered, not {}", score.covered(),
                kLeastCovered);
    test.expect(score.prevented() >= kLeastPrevented, "{} rows are detected at once or impossible, not {}",
                score.prevented(), kLeastPrevented);
}

constexpr auto kTests = []<std::size_t... Index>(std::index_sequence<Index...>)
{
    return std::array{GuestTest{kSpecimens[Index].name, run_specimen<Index>}...,
                      GuestTest{"zoo_score", score}};
}
(std::make_index_sequence<kCount>{});

} // namespace

} // namespace kernel::zoo

namespace kernel {

std::span<GuestTest const> zoo_tests() { return zoo::kTests; }

} // namespace kernel
