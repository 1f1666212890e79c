// SPDX-License-Identifier: MIT
// What print() makes of each kind of value, and how it fills columns.
#include "lib/format.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <string>

namespace {

template <class... Values>
std::string print(lib::FormatString<std::type_identity_t<Values>...> format, Values const&... values)
{
    return std::string{lib::formatted<256, Values...>(format, values...).view()};
}

TEST(Format, NumbersAreDecimalUnlessAskedOtherwise)
{
    EXPECT_EQ(print("{} {:x} {:#x}", 255, 255, 255), "255 ff 0xff");
}

TEST(Format, NegativeNumbersKeepTheirSign)
{
    EXPECT_EQ(print("{} {}", -1, std::numeric_limits<i64>::min()), "-1 -9223372036854775808");
}

TEST(Format, TheLargestNumberFits)
{
    EXPECT_EQ(print("{} {:x}", ~u64{0}, ~u64{0}), "18446744073709551615 ffffffffffffffff");
}

TEST(Format, ZerosFillBetweenSignAndDigits)
{
    EXPECT_EQ(print("{:04} {:08x} {:#010x}", -5, 0xABCu, 0xABCu), "-005 00000abc 0x00000abc");
}

TEST(Format, NumbersStandRightAndTextStandsLeft)
{
    EXPECT_EQ(print("[{:4}] [{:4}]", 7, "ab"), "[   7] [ab  ]");
}

TEST(Format, ArrowsChooseTheSide)
{
    EXPECT_EQ(print("[{:<4}] [{:>4}] [{:<4}]", 7, "ab", VirtAddr{0}), "[7   ] [  ab] [0x00000000]");
}

TEST(Format, TooNarrowColumnsCutNothing) { EXPECT_EQ(print("{:2} {:>1}", 12345, "abc"), "12345 abc"); }

TEST(Format, AddressesAreHexadecimalWithAtLeastEightDigits)
{
    EXPECT_EQ(print("{} {} {}", VirtAddr{0xC0}, PhysAddr{0x1'2345'6000ull}, Pfn{0x123}),
              "0x000000c0 0x123456000 0x123");
}

TEST(Format, AddressesObeyAnExplicitFormat)
{
    EXPECT_EQ(print("{:x}", PhysAddr{0x1'0000'0000ull}), "100000000");
}

TEST(Format, TruthTextAndLettersPrintAsThemselves)
{
    EXPECT_EQ(print("{} {} {}", true, 'c', lib::Text<8>{"text"}), "true c text");
}

TEST(Format, CountedThingsAreOneOrSeveral)
{
    EXPECT_EQ(print("{} and {}", lib::Counted{1, "byte"}, lib::Counted{0, "page"}), "1 byte and 0 pages");
    EXPECT_EQ(print("{}", lib::Counted{2, "mutex"}), "2 mutexes");
}

TEST(Format, DoubledBracesAreBraces) { EXPECT_EQ(print("{{{}}}", 1), "{1}"); }

TEST(Format, LongTextIsCutAndSaysSo)
{
    lib::Text<4> text;
    lib::print(text, "{}", 123456);
    EXPECT_EQ(text.view(), "1234");
    EXPECT_TRUE(text.cut());
}

TEST(Format, MoreHolesThanValuesAreVisible)
{
    lib::Text<16> text;
    lib::print_values(text, "{} and {", {});
    EXPECT_EQ(text.view(), "{?} and {?}");
}

static_assert(lib::format_holes("{} {:>8} {{}}") == 2);
static_assert(lib::format_holes("{") == -1 && lib::format_holes("}") == -1 && lib::format_holes("{{") == 0);

} // namespace
