// SPDX-License-Identifier: MIT
#include "lib/bounded_list.hpp"

#include <gtest/gtest.h>

namespace {

TEST(BoundedList, KeepsItemsInOrder)
{
    lib::BoundedList<int, 3> list;
    list.push(5);
    list.push(4);
    EXPECT_EQ(std::vector<int>(list.begin(), list.end()), (std::vector<int>{5, 4}));
}

TEST(BoundedList, CountsWhatDoesNotFit)
{
    lib::BoundedList<int, 2> list;
    for (int item = 0; item < 5; ++item) list.push(item);
    EXPECT_EQ(list.size(), 2u);
    EXPECT_EQ(list.left_out(), 3u);
}

TEST(BoundedList, ContainsOnlyWhatWasPushed)
{
    lib::BoundedList<int, 4> list; // its unused room holds zeros
    list.push(7);
    EXPECT_TRUE(list.contains(7));
    EXPECT_FALSE(list.contains(0));
}

} // namespace
