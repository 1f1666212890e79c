// SPDX-License-Identifier: MIT
// Which words of kmap.debug= go together.
#include "kernel/start/start_kmap_debug.hpp"

#include <gtest/gtest.h>

namespace {

TEST(KmapDebugWords, EachSwitchesOnItsOwn)
{
    for (auto const& word : mm::kKmapDebugWords) {
        mm::KmapDebug debug;
        debug.*(word.flag) = true;
        for (auto const& other : mm::kKmapDebugWords)
            EXPECT_EQ(debug.*(other.flag), other.name == word.name) << word.name << other.name;
    }
}

TEST(KmapDebugWords, AliasGoesWithAllOthers)
{
    lib::Text<500> complaints;
    mm::KmapDebug const all{
        .force = true, .alias = true, .eager = true, .quarantine = true, .track = true, .flush = true};
    auto const debug = kernel::without_contradictions(all, complaints);
    EXPECT_TRUE(debug.force && debug.alias && debug.eager && debug.quarantine && debug.track && debug.flush);
    EXPECT_TRUE(complaints.empty());
}

TEST(KmapDebugWords, LinuxDoesNotGoWithQuarantineAndSaysWhy)
{
    lib::Text<500> complaints;
    auto const debug = kernel::without_contradictions({.quarantine = true, .linux_rules = true}, complaints);
    EXPECT_TRUE(debug.linux_rules && !debug.quarantine);
    EXPECT_NE(complaints.view().find("quarantine ignored: linux wants"), std::string_view::npos);
}

TEST(KmapDebugWords, LinuxDoesNotGoWithTheLedgerOfFlushesEither)
{
    lib::Text<500> complaints;
    auto const debug =
        kernel::without_contradictions({.quarantine = true, .flush = true, .linux_rules = true}, complaints);
    EXPECT_TRUE(debug.linux_rules && !debug.quarantine && !debug.flush);
    EXPECT_NE(complaints.view().find("Linux does; kmap.debug=flush ignored: linux leaves"),
              std::string_view::npos)
        << complaints.view();
}

} // namespace
