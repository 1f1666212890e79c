// SPDX-License-Identifier: MIT
// Addresses as they are typed into the monitor, and bytes as it shows them.
#include "runs/monitor/hex_line.hpp"
#include "runs/monitor/place.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using kernel::monitor::Place;

TEST(Place, ABareNumberIsAVirtualAddress)
{
    EXPECT_EQ(Place::parse("0xc0100000"), Place{VirtAddr{0xC010'0000}});
    EXPECT_EQ(Place::parse("4096"), Place{VirtAddr{4096}});
}

TEST(Place, PhysicalAddressesAreSaidToBe)
{
    EXPECT_EQ(Place::parse("phys:0x123456789"), Place{PhysAddr{0x1'2345'6789ull}});
    EXPECT_EQ(Place::parse("pfn:0x123456"), Place{PhysAddr{0x1'2345'6000ull}});
}

TEST(Place, WhatIsNoAddressIsNothing)
{
    for (auto const text : {"", "main", "0x", "phys:", "pfn:x", "phys:pfn:1", "-1"})
        EXPECT_FALSE(Place::parse(text)) << text;
}

TEST(Place, NothingLiesBehindTheEndOfAnAddressSpace)
{
    EXPECT_TRUE(Place::parse("0xffffffff"));
    EXPECT_FALSE(Place::parse("0x100000000"));
    EXPECT_TRUE(Place::parse("pfn:0xffffffff"));
    EXPECT_FALSE(Place::parse("pfn:0x100000000"));
    EXPECT_TRUE(Place::parse("phys:0xfffffffffff"));
    EXPECT_FALSE(Place::parse("phys:0x100000000000"));
}

TEST(Place, ANumberThatIsTooLargeIsToldFromAWordThatIsNone)
{
    for (auto const text :
         {"phys:0x100000000000", "pfn:0x100000000", "phys:0x10000000000000000", "phys:99999999999999999999"})
        EXPECT_EQ(Place::too_far(text), "beyond the address bits of this CPU") << text;
    EXPECT_TRUE(Place::too_far("0x1c0100000").starts_with("beyond the last virtual address"));
    for (auto const text : {"", "main", "0x", "phys:", "phys:0xfg", "pfn:1f", "-1"})
        EXPECT_EQ(Place::too_far(text), "") << text;
}

TEST(Place, MovingOnStopsAtTheEnd)
{
    EXPECT_EQ(Place{VirtAddr{0xFFFF'FFF0}}.plus(15), Place{VirtAddr{0xFFFF'FFFF}});
    EXPECT_FALSE(Place{VirtAddr{0xFFFF'FFF0}}.plus(16));
    EXPECT_EQ(Place{PhysAddr{0xFFFF'FFF0ull}}.plus(16), Place{PhysAddr{0x1'0000'0000ull}});
}

std::string hex(std::string_view text)
{
    lib::Text<128> line;
    kernel::monitor::print_hex_line(line, std::as_bytes(std::span{text}));
    return std::string{line.view()};
}

TEST(HexLine, ShowsBytesAndWhatOfThemIsText)
{
    EXPECT_EQ(hex("\x7f"
                  "ELF\n0123456789~"),
              " 7f 45 4c 46 0a 30 31 32 33 34 35 36 37 38 39 7e  |.ELF.0123456789~|");
}

TEST(HexLine, KeepsItsColumnsWhenItIsShort)
{
    EXPECT_EQ(hex("ab").find('|'), hex("0123456789abcdef").find('|'));
    EXPECT_EQ(hex("ab").substr(hex("ab").find('|')), "|ab|");
}

} // namespace
