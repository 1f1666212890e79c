// SPDX-License-Identifier: MIT
// Circles of locks, from sightings that each are harmless.
#include "lib/lock_graph.hpp"

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr u32 kA = 0, kB = 1, kC = 2, kD = 31;

struct LockGraphTest : testing::Test {
    lib::LockGraph graph;

    lib::LockGraph::Circle order(u32 held, u32 taken)
    {
        return graph.note_order(held, VirtAddr{0x1000 + held}, taken, VirtAddr{0x2000 + taken});
    }
    lib::LockGraph::Circle open(u32 taken)
    {
        return graph.note_with_interrupts_on(taken, VirtAddr{0x3000 + taken});
    }
    lib::LockGraph::Circle in_interrupt(u32 taken)
    {
        return graph.note_in_interrupt(taken, VirtAddr{0x4000 + taken});
    }
};

/// "0-1-2": the classes of a circle, each arrow once; "0=1" for an arrow by interrupt.
std::string words(lib::LockGraph::Circle const& circle)
{
    std::string text;
    for (auto const& arrow : circle)
        text +=
            std::to_string(arrow.held) + (arrow.by_interrupt ? "=" : "-") + std::to_string(arrow.taken) + " ";
    return text;
}

TEST_F(LockGraphTest, OneOrderIsNoCircle)
{
    EXPECT_TRUE(order(kA, kB).empty());
    EXPECT_TRUE(order(kB, kD).empty());
    EXPECT_TRUE(order(kA, kD).empty());
    EXPECT_EQ(graph.taken_under(kA), 1u << kB | 1u << kD);
}

TEST_F(LockGraphTest, TheOtherOrderIsReportedWithAllPlaces)
{
    static_cast<void>(order(kA, kB));
    auto const circle = order(kB, kA);
    ASSERT_EQ(words(circle), "1-0 0-1 ");
    EXPECT_EQ(circle[0].held_since, VirtAddr{0x1000 + kB});
    EXPECT_EQ(circle[0].taken_at, VirtAddr{0x2000 + kA});
    EXPECT_EQ(circle[1].held_since, VirtAddr{0x1000 + kA});
    EXPECT_EQ(circle[1].taken_at, VirtAddr{0x2000 + kB});
}

TEST_F(LockGraphTest, CircleOfThreeIsReportedByItsLastPair)
{
    EXPECT_TRUE(order(kA, kB).empty());
    EXPECT_TRUE(order(kB, kC).empty());
    EXPECT_EQ(words(order(kC, kA)), "2-0 0-1 1-2 ");
}

TEST_F(LockGraphTest, PairThatWasReportedIsReportedAgainAndOthersStayGood)
{
    static_cast<void>(order(kA, kB));
    EXPECT_FALSE(order(kB, kA).empty());
    EXPECT_FALSE(order(kB, kA).empty());
    EXPECT_TRUE(order(kA, kB).empty());
    EXPECT_TRUE(order(kB, kC).empty());
}

TEST_F(LockGraphTest, ClassHeldWithInterruptsOnAndTakenInOneIsReportedWhicheverComesFirst)
{
    EXPECT_TRUE(open(kA).empty());
    auto const circle = in_interrupt(kA);
    ASSERT_EQ(words(circle), "0=0 ");
    EXPECT_EQ(circle[0].held_since, VirtAddr{0x3000 + kA});
    EXPECT_EQ(circle[0].taken_at, VirtAddr{0x4000 + kA});
    EXPECT_TRUE(in_interrupt(kB).empty());
    EXPECT_EQ(words(open(kB)), "1=1 ");
    EXPECT_EQ(words(open(kB)), "1=1 "); // neither has it been forgotten that interrupts take it
}

// Interrupts take A. A thread that holds A, with interrupts off as it must, waits for B. Somebody who holds B
// has interrupts on: one comes, and waits for A.
TEST_F(LockGraphTest, LockThatInterruptsWaitForThroughAnotherMustNotBeHeldWithInterruptsOn)
{
    EXPECT_TRUE(in_interrupt(kA).empty());
    EXPECT_TRUE(order(kA, kB).empty());
    EXPECT_EQ(words(open(kB)), "1=0 0-1 ");
    EXPECT_TRUE(open(kC).empty());
    EXPECT_EQ(words(order(kA, kC)), "0-2 2=0 ");
    EXPECT_TRUE(
        order(kC, kD).empty()); // held with interrupts on, and nothing that interrupts take comes after
    EXPECT_EQ(words(in_interrupt(kC)), "2=2 ");
}

TEST_F(LockGraphTest, ForgottenClassesAreNoPartOfACircle)
{
    static_cast<void>(order(kA, kB));
    static_cast<void>(order(kB, kC));
    static_cast<void>(open(kB));
    graph.forget(1u << kB);
    EXPECT_TRUE(order(kC, kA).empty());
    EXPECT_TRUE(in_interrupt(kB).empty());
    EXPECT_EQ(graph.taken_under(kA) | graph.taken_under(kB), 0u);
}

/// The same, as anybody would write it: a matrix of who waits for whom, closed.
struct Naive {
    bool after[5][5]{}, opened[5]{}, handled[5]{};

    [[nodiscard]] bool has_circle() const
    {
        bool way[5][5];
        for (u32 a = 0; a < 5; ++a)
            for (u32 b = 0; b < 5; ++b) way[a][b] = after[a][b] || (opened[a] && handled[b]);
        for (u32 k = 0; k < 5; ++k)
            for (u32 a = 0; a < 5; ++a)
                for (u32 b = 0; b < 5; ++b) way[a][b] = way[a][b] || (way[a][k] && way[k][b]);
        for (u32 a = 0; a < 5; ++a)
            if (way[a][a]) return true;
        return false;
    }
};

TEST(LockGraphAtRandom, ReportsExactlyWhatClosesACircleAndEachArrowOfItWasSeen)
{
    std::mt19937 random{16};
    u32 circles = 0;
    for (u32 round = 0; round < 300; ++round) {
        lib::LockGraph graph;
        Naive naive;
        for (u32 step = 0; step < 25; ++step) {
            u32 const a = random() % 5, b = random() % 5;
            Naive with = naive;
            lib::LockGraph::Circle circle;
            switch (random() % 4) {
            case 0: with.opened[a] = true, circle = graph.note_with_interrupts_on(a, VirtAddr{1}); break;
            case 1: with.handled[a] = true, circle = graph.note_in_interrupt(a, VirtAddr{1}); break;
            default: with.after[a][b] = true, circle = graph.note_order(a, VirtAddr{1}, b, VirtAddr{2});
            }
            ASSERT_EQ(!circle.empty(), with.has_circle()) << "round " << round << ", step " << step;
            for (std::size_t at = 0; at < circle.size(); ++at) {
                auto const& arrow = circle[at];
                EXPECT_EQ(arrow.taken, circle[(at + 1) % circle.size()].held) << words(circle);
                EXPECT_TRUE(arrow.by_interrupt ? with.opened[arrow.held] && with.handled[arrow.taken]
                                               : with.after[arrow.held][arrow.taken]);
            }
            if (circle.empty())
                naive = with;
            else
                ++circles;
        }
    }
    EXPECT_GT(circles, 300u);
}

} // namespace
