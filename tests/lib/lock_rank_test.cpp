// SPDX-License-Identifier: MIT
// What a CPU notes of the locks that it holds. Whole locks: tests/lib/spin_lock_smp_test.cpp.
#include "lib/lock_rank.hpp"
#include "tests/sim/processor.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace {

using lib::LockRank;
using lib::rank_bit;

struct LockRankTest : testing::Test {
    LockRankTest() { sim::reset_cpus(); }
    ~LockRankTest() override { lib::g_held_ranks[0] = before; }
    u32 const before = lib::g_held_ranks[0];
};

TEST_F(LockRankTest, ASecondLockOfTheSameRankIsNotNoted)
{
    ASSERT_TRUE(lib::rank_acquired(0, rank_bit(LockRank::TestMiddle)));
    EXPECT_FALSE(lib::rank_acquired(0, rank_bit(LockRank::TestMiddle)));
    EXPECT_FALSE(lib::rank_acquired(0, rank_bit(LockRank::TestOuter)));
    EXPECT_EQ(lib::held_lock_ranks(), rank_bit(LockRank::TestMiddle));
    EXPECT_TRUE(lib::rank_acquired(0, rank_bit(LockRank::TestInner)));
}

TEST_F(LockRankTest, EachRankHasANameOfItsOwn)
{
    std::set<std::string> names{"unknown"};
    for (u32 rank = 0; rank <= static_cast<u32>(LockRank::Console); ++rank)
        EXPECT_TRUE(names.insert(lib::lock_rank_name(static_cast<LockRank>(rank))).second) << rank;
}

} // namespace
