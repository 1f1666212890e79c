// SPDX-License-Identifier: MIT
// Looking up functions by address at the edges of a table.
#include "kernel/log/symbols.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using kernel::find_symbol;
using kernel::SymbolEntry;
using kernel::SymbolTable;

constexpr SymbolEntry kThree[] = {{0xC010'0000, 0}, {0xC010'0010, 6}, {0xC010'0040, 13}};
constexpr SymbolTable kTable{kThree, "start\0middle\0last"};

TEST(Symbols, FirstByteOfAFunctionIsAtOffsetZero)
{
    auto const hit = find_symbol(kTable, VirtAddr{0xC010'0010});
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->name, "middle");
    EXPECT_EQ(hit->offset, 0u);
}

TEST(Symbols, LastByteBelongsToTheSameFunction)
{
    auto const hit = find_symbol(kTable, VirtAddr{0xC010'003F});
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->name, "middle");
    EXPECT_EQ(hit->offset, 0x2Fu);
}

TEST(Symbols, BehindTheLastBeginIsTheLastFunction)
{
    EXPECT_EQ(find_symbol(kTable, VirtAddr{0xC010'0050})->name, "last");
}

TEST(Symbols, BelowTheFirstFunctionIsNone) { EXPECT_FALSE(find_symbol(kTable, VirtAddr{0xC00F'FFFF})); }

std::string described(void (*describe)(lib::Sink&, SymbolTable const&, VirtAddr), u32 address)
{
    lib::Text<64> text;
    describe(text, kTable, VirtAddr{address});
    return std::string{text.view()};
}

TEST(Symbols, CodeIsDescribedByItsFunctionAndOffset)
{
    EXPECT_EQ(described(kernel::describe_code, 0xC010'0010), "0xc0100010  middle +0x0");
    EXPECT_EQ(described(kernel::describe_code, 0xC000'0000), "0xc0000000");
}

TEST(Symbols, ReturnAddressBehindAFunctionsLastCallStillNamesThatFunction)
{
    EXPECT_EQ(described(kernel::describe_return, 0xC010'0010), "0xc0100010  start +0x10");
    EXPECT_EQ(described(kernel::describe_return, 0xC010'0011), "0xc0100011  middle +0x1");
}

TEST(Symbols, EmptyTableKnowsNone) { EXPECT_FALSE(find_symbol({}, VirtAddr{0xC010'0000})); }

} // namespace
