// SPDX-License-Identifier: MIT
// Entries and walks in words, as a panic shows them.
#include "kernel/log/describe.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using kernel::TableLevel;
using mm::Pte;

std::string described(Pte entry, TableLevel level)
{
    lib::Text<128> text;
    kernel::describe_entry(text, entry, level);
    return std::string{text.view()};
}

TEST(DescribeEntry, PageAboveFourGigabytesShowsItsWholeAddress)
{
    auto const entry = Pte::frame(Pfn{0x12'3456}, Pte::kPresent | Pte::kWrite | Pte::kGlobal, Pte::kNxHigh);
    EXPECT_EQ(described(entry, TableLevel::Page), "0x8000000123456103  frame at 0x123456000, RW-, global");
}

TEST(DescribeEntry, ReadOnlyCodeIsExecutable)
{
    EXPECT_EQ(described(Pte::frame(Pfn{0x100}, Pte::kPresent), TableLevel::Page),
              "0x0000000000100001  frame at 0x00100000, R-X");
}

TEST(DescribeEntry, BitSevenMeansALargePageOnlyInADirectory)
{
    auto const entry = Pte::frame(Pfn{0x200}, Pte::kPresent | Pte::kLarge);
    EXPECT_EQ(described(entry, TableLevel::Directory), "0x0000000000200081  2 MiB page at 0x00200000, R-X");
    EXPECT_EQ(described(entry, TableLevel::Page), "0x0000000000200081  frame at 0x00200000, R-X");
}

TEST(DescribeEntry, TablesAreShownWithoutRights)
{
    EXPECT_EQ(described(Pte::frame(Pfn{5}, Pte::kPresent), TableLevel::Pointer),
              "0x0000000000005001  table at 0x00005000");
}

TEST(DescribeEntry, AbsentEntriesStillShowTheirBits)
{
    EXPECT_EQ(described(Pte{0x1230, 0}, TableLevel::Page), "0x0000000000001230  not present");
}

TEST(DescribeWalk, StopsAtTheFirstAbsentEntry)
{
    mm::Walk walk;
    walk.pointer = Pte::frame(Pfn{5}, Pte::kPresent);
    lib::Text<512> text;
    kernel::describe_walk(text, walk, VirtAddr{0xC020'1000});
    EXPECT_EQ(text.view(), "  pointer   [  3]  0x0000000000005001  table at 0x00005000\n"
                           "  directory [  1]  0x0000000000000000  not present\n");
}

TEST(DescribeWalk, ShowsThreeLevelsForASmallPage)
{
    mm::Walk walk;
    walk.pointer = Pte::frame(Pfn{5}, Pte::kPresent);
    walk.directory = Pte::frame(Pfn{6}, Pte::kPresent | Pte::kWrite);
    walk.table = Pte::frame(Pfn{7}, Pte::kPresent | Pte::kWrite, Pte::kNxHigh);
    lib::Text<512> text;
    kernel::describe_walk(text, walk, VirtAddr{0xC020'1000});
    EXPECT_EQ(text.view(), "  pointer   [  3]  0x0000000000005001  table at 0x00005000\n"
                           "  directory [  1]  0x0000000000006003  table at 0x00006000\n"
                           "  table     [  1]  0x8000000000007003  frame at 0x00007000, RW-\n");
}

} // namespace
