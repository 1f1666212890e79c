// SPDX-License-Identifier: MIT
// Lab 10: tests of kernel/thread/run_queue.hpp. What stands in namespace `yours` is yours.
#include "kernel/thread/run_queue.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using kernel::Priority;
using kernel::Runnable;
using kernel::RunQueue;

namespace yours {

TEST(Order, TheMostUrgentIsFirst)
{
    for (u8 urgent : {1, 9, 16, 31}) {
        RunQueue queue;
        Runnable little{Priority{0}}, much{Priority{urgent}};
        queue.push_back(little), queue.push_back(much);
        EXPECT_EQ(queue.first(), &much);
    }
}

TEST(Order, BehindItsEqualsAndInFrontOfThem)
{
    RunQueue queue;
    Runnable first, second, third;
    queue.push_back(second), queue.push_back(third), queue.push_front(first);
    EXPECT_EQ(queue.first(), &first);
    EXPECT_EQ(queue.after(first), &second);
    EXPECT_EQ(queue.after(second), &third);
    EXPECT_EQ(queue.after(third), nullptr);
}

TEST(Order, BehindTheLastOfALevelComesTheNextLevelThatHasOne)
{
    RunQueue queue;
    Runnable high{Priority{31}}, mid{Priority{16}}, low{Priority{8}}, lowest{Priority{0}};
    queue.push_back(low), queue.push_back(high), queue.push_back(lowest), queue.push_back(mid);
    EXPECT_EQ(queue.after(high), &mid);
    EXPECT_EQ(queue.after(mid), &low);
    EXPECT_EQ(queue.after(low), &lowest);
    EXPECT_EQ(queue.after(lowest), nullptr);
}

TEST(Count, GoesUpAndDown)
{
    RunQueue queue;
    Runnable one, two;
    EXPECT_EQ(queue.count(), 0u);
    queue.push_back(one);
    EXPECT_EQ(queue.count(), 1u);
    queue.push_front(two);
    EXPECT_EQ(queue.count(), 2u);
    queue.remove(one);
    EXPECT_EQ(queue.count(), 1u);
}

TEST(Empty, BeforeAndAfterwardsAndNotBetween)
{
    for (u8 urgent = 0; urgent < 32; ++urgent) {
        RunQueue queue;
        Runnable one{Priority{urgent}};
        EXPECT_TRUE(queue.empty());
        EXPECT_EQ(queue.first(), nullptr);
        queue.push_front(one);
        EXPECT_FALSE(queue.empty());
        EXPECT_EQ(queue.first(), &one);
        queue.remove(one);
        EXPECT_TRUE(queue.empty());
    }
}

} // namespace yours
