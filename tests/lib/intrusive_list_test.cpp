// SPDX-License-Identifier: MIT
#include "lib/intrusive_list.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace {

struct Item : lib::ListHook<class FirstTag>, lib::ListHook<class SecondTag> {
    explicit Item(int value) : number{value} {}
    int number;
};
using FirstList = lib::List<Item, FirstTag>;
using SecondList = lib::List<Item, SecondTag>;

template <typename AnyList> std::vector<int> numbers(AnyList& list)
{
    std::vector<int> found;
    for (Item* item = list.front(); item != nullptr; item = list.next(*item)) found.push_back(item->number);
    return found;
}

TEST(IntrusiveList, KeepsTheOrderOfInsertionAtEitherEnd)
{
    FirstList list;
    Item one{1}, two{2}, three{3};
    list.push_back(two);
    list.push_back(three);
    list.push_front(one);
    EXPECT_EQ(numbers(list), (std::vector{1, 2, 3}));
}

TEST(IntrusiveList, RemovesFromTheMiddleAndFromBothEnds)
{
    FirstList list;
    Item one{1}, two{2}, three{3};
    for (Item* const item : {&one, &two, &three}) list.push_back(*item);
    FirstList::remove(two);
    EXPECT_EQ(numbers(list), (std::vector{1, 3}));
    EXPECT_EQ(list.back(), &three);
    FirstList::remove(one);
    FirstList::remove(three);
    EXPECT_TRUE(list.empty());
    EXPECT_EQ(list.front(), nullptr);
    EXPECT_EQ(list.back(), nullptr);
}

TEST(IntrusiveList, AnObjectCanBeInAListForEachOfItsHooks)
{
    FirstList first;
    SecondList second;
    Item one{1}, two{2};
    first.push_back(one), first.push_back(two);
    second.push_front(one), second.push_front(two);
    FirstList::remove(one);
    EXPECT_EQ(numbers(first), (std::vector{2}));
    EXPECT_EQ(numbers(second), (std::vector{2, 1}));
}

TEST(IntrusiveList, AHookKnowsWhetherItIsInAList)
{
    FirstList list;
    Item item{1};
    lib::ListHook<FirstTag> const& hook = item;
    EXPECT_FALSE(hook.linked());
    list.push_back(item);
    EXPECT_TRUE(hook.linked());
    FirstList::remove(item);
    EXPECT_FALSE(hook.linked());
}

} // namespace
