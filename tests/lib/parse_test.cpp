// SPDX-License-Identifier: MIT
// Words, numbers and sizes as they are typed at a boot prompt, right and wrong.
#include "lib/parse.hpp"

#include <gtest/gtest.h>

namespace {

using namespace lib;

TEST(ParseNumber, ReadsDecimalAndHexadecimal)
{
    EXPECT_EQ(parse_number("0"), 0u);
    EXPECT_EQ(parse_number("115200"), 115200u);
    EXPECT_EQ(parse_number("0xFEE00000"), 0xFEE0'0000u);
}

TEST(ParseNumber, RefusesWhatIsNoNumber)
{
    EXPECT_FALSE(parse_number(""));
    EXPECT_FALSE(parse_number("0x"));
    EXPECT_FALSE(parse_number("12a"));
    EXPECT_FALSE(parse_number("-1"));
    EXPECT_FALSE(parse_number(" 1"));
}

TEST(ParseNumber, RefusesTheFirstNumberThatDoesNotFit)
{
    EXPECT_EQ(parse_number("18446744073709551615"), ~u64{0});
    EXPECT_FALSE(parse_number("18446744073709551616"));
    EXPECT_EQ(parse_number("0xffffffffffffffff"), ~u64{0});
    EXPECT_FALSE(parse_number("0x10000000000000000"));
}

TEST(EqualButForCase, LettersOfAsciiAndLengthCount)
{
    EXPECT_TRUE(equal_but_for_case("RuN", "rUn"));
    EXPECT_TRUE(equal_but_for_case("", ""));
    EXPECT_FALSE(equal_but_for_case("run", "ran"));
    EXPECT_FALSE(equal_but_for_case("run", "runs"));
    EXPECT_FALSE(equal_but_for_case("@[", "`{")); // beside the letters
}

TEST(ParseSize, KnowsUnitsInEitherCase)
{
    EXPECT_EQ(parse_size("512"), 512u);
    EXPECT_EQ(parse_size("4k"), 4_KiB);
    EXPECT_EQ(parse_size("16M"), 16_MiB);
    EXPECT_EQ(parse_size("6G"), 6_GiB);
    EXPECT_EQ(parse_size("1t"), 1024_GiB);
    EXPECT_EQ(parse_size("0x10M"), 16_MiB);
}

TEST(ParseSize, RefusesAUnitWithoutANumberAndUnknownUnits)
{
    EXPECT_FALSE(parse_size(""));
    EXPECT_FALSE(parse_size("M"));
    EXPECT_FALSE(parse_size("16X"));
    EXPECT_FALSE(parse_size("16MM"));
}

TEST(ParseSize, RefusesASizeWhoseBytesDoNotFit)
{
    EXPECT_EQ(parse_size("16777215T"), u64{16777215} << 40);
    EXPECT_FALSE(parse_size("16777216T"));
}

TEST(CutWord, SkipsAnyNumberOfBlanks)
{
    std::string_view rest = "  run=tour\t mem=64M ";
    EXPECT_EQ(cut_word(rest), "run=tour");
    EXPECT_EQ(cut_word(rest), "mem=64M");
    EXPECT_EQ(cut_word(rest), "");
    EXPECT_EQ(cut_word(rest), "");
}

TEST(CutField, KeepsEmptyFieldsAndTakesTheRestAtTheEnd)
{
    std::string_view rest = "a,,b";
    EXPECT_EQ(cut_field(rest, ','), "a");
    EXPECT_EQ(cut_field(rest, ','), "");
    EXPECT_EQ(cut_field(rest, ','), "b");
    EXPECT_TRUE(rest.empty());
}

} // namespace
