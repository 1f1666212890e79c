// SPDX-License-Identifier: MIT
// What the memory test shows at a glance.
#include "runs/memtest/panel.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using kernel::memtest::kPanelRows;
using kernel::memtest::PanelView;

std::vector<std::string> panel(PanelView const& view)
{
    std::vector<std::string> result;
    for (auto const& row : kernel::memtest::panel_rows(view)) {
        std::string text{row.view()};
        result.push_back(text.substr(0, text.find_last_not_of(' ') + 1));
    }
    return result;
}

TEST(MemtestPanel, ShowsAllAtAGlance)
{
    std::vector<PhysAddr> const bad{PhysAddr{u64{0x1234000}}, PhysAddr{u64{0x1bfc00010}}};
    auto const rows = panel({.mebibytes = 1023,
                             .cpus = 2,
                             .pass = 2,
                             .passes = 3,
                             .pattern = "addresses",
                             .percent = 50,
                             .rate = 4711,
                             .seconds = 75,
                             .seconds_left = 3700,
                             .errors = 2,
                             .bad = bad});
    std::string const bar = std::string(25, '#') + std::string(25, '.');
    EXPECT_EQ(rows, (std::vector<std::string>{
                        "  Memory test: 1023 MiB on 2 CPUs", "", "  Pass     2 of 3", "  Pattern  addresses",
                        "  Done     [" + bar + "]  50 %", "  Rate     4711 MiB/s read and written",
                        "  Time     1 min 15 s so far; this pass takes 1 h 01 min more",
                        "  Errors   2 bad words; the first at", "           0x01234000    0x1bfc00010", "",
                        "  Ctrl-C or Escape ends it."}));
}

TEST(MemtestPanel, ClaimsNothingBeforeItIsKnown)
{
    auto const rows = panel({.pattern = "addresses", .bad = {}});
    EXPECT_EQ(rows[2], "  Pass     1, until somebody ends it");
    EXPECT_EQ(rows[5], "  Rate     it is too early to say");
    EXPECT_EQ(rows[6], "  Time     0 s so far");
    EXPECT_EQ(rows[7], "  Errors   none so far");
}

TEST(MemtestPanel, FitsTheScreenWhateverItSays)
{
    std::vector<PhysAddr> const bad(20, PhysAddr{u64{0xFFFFFFFFF}});
    auto const rows = panel({.mebibytes = ~0u,
                             .cpus = 32,
                             .pass = ~0u,
                             .passes = ~0u,
                             .pattern = "moving inversions, fixed",
                             .percent = 250,
                             .rate = ~0u,
                             .seconds = ~0u,
                             .seconds_left = ~0u,
                             .errors = ~0ull,
                             .bad = bad});
    ASSERT_EQ(rows.size(), kPanelRows);
    for (auto const& row : rows) EXPECT_LE(row.size(), 80u) << row;
    EXPECT_EQ(rows[4].find('.'), std::string::npos);
    EXPECT_EQ(rows[9], "           0xfffffffff   0xfffffffff   0xfffffffff   0xfffffffff");
}

} // namespace
