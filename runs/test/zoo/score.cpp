// SPDX-License-Identifier: MIT
#include "runs/test/zoo/score.hpp"

#include <algorithm>

namespace kernel::zoo {

namespace {

// Names separated by one blank each.
u32 names_in(std::string_view rows)
{
    return rows.empty() ? 0 : 1 + static_cast<u32>(std::ranges::count(rows, ' '));
}

u32& column(Score& score, Found found)
{
    switch (found) {
    case Found::AtOnce: return score.at_once;
    case Found::Later: return score.later;
    case Found::ByType: return score.by_type;
    case Found::Never: break;
    }
    return score.never;
}

} // namespace

Score count_rows(std::span<Specimen const> specimens, std::span<Outcome const> outcomes)
{
    Score score;
    for (std::size_t index = 0; index < specimens.size(); ++index) {
        u32 const rows = names_in(specimens[index].rows);
        switch (outcomes[index]) {
        case Outcome::AsExpected: column(score, specimens[index].found) += rows; break;
        case Outcome::Missed: score.missed += rows; break;
        case Outcome::NotRun:
        case Outcome::Skipped: score.not_shown += std::max(rows, 1u); break;
        }
    }
    return score;
}

} // namespace kernel::zoo
