// SPDX-License-Identifier: MIT
// Lines broken between words.
#include "lib/rows.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

std::vector<std::string> rows(std::string_view line, u32 columns)
{
    std::vector<std::string> result;
    do {
        result.emplace_back(lib::cut_row(line, columns));
    } while (!line.empty());
    return result;
}
using Rows = std::vector<std::string>;

TEST(RowsOfALine, WhatFitsStaysWhole)
{
    EXPECT_EQ(rows("", 10), Rows{""});
    EXPECT_EQ(rows("ten letter", 10), Rows{"ten letter"});
}

TEST(RowsOfALine, WordsStayWhole)
{
    EXPECT_EQ(rows("one two three", 9), (Rows{"one two", "three"}));
    EXPECT_EQ(rows("one two three", 7), (Rows{"one two", "three"})) << "the blank need not fit";
}

TEST(RowsOfALine, BlanksAtTheBreakAreDropped)
{
    EXPECT_EQ(rows("one    two", 5), (Rows{"one  ", "two"}));
    EXPECT_EQ(rows("one     ", 5), (Rows{"one  "}));
}

TEST(RowsOfALine, AWordThatFitsNoRowIsCut)
{
    EXPECT_EQ(rows("abcdefgh", 3), (Rows{"abc", "def", "gh"}));
    EXPECT_EQ(rows("  abcdefgh", 4), (Rows{"  ab", "cdef", "gh"})) << "an indent is no word before it";
}

TEST(HangingIndent, IsThatOfTheLineOrItsLastColumnOnTheLeft)
{
    EXPECT_EQ(lib::hanging_indent("", 40), 0u);
    EXPECT_EQ(lib::hanging_indent("words from the edge on", 40), 0u);
    EXPECT_EQ(lib::hanging_indent("  words further in", 40), 2u);
    EXPECT_EQ(lib::hanging_indent("  exit       leave the monitor", 40), 13u);
    EXPECT_EQ(lib::hanging_indent("  0x1000  slot 0  of CPU 1", 40), 18u);
    EXPECT_EQ(lib::hanging_indent("  a column          too far to the right", 40), 2u);
    EXPECT_EQ(lib::hanging_indent("                      far to the right", 40), 0u);
}

std::string shown(std::string_view text, u32 columns)
{
    std::string result;
    lib::for_each_row(text, columns, [&](std::string_view row, u32 indent) {
        result += std::string(indent, ' ') + std::string{row} + "|";
    });
    return result;
}

TEST(RowsOfAText, FurtherRowsHangBelowTheFirst)
{
    EXPECT_EQ(shown("  one two three", 10), "  one two|  three|");
    EXPECT_EQ(shown(" a  one two three\nfour", 10), " a  one|    two|    three|four|");
    EXPECT_EQ(lib::rows_of(" a  one two three", 10), 3u) << "and count as such";
}

TEST(RowsOfALine, CountedForATextOfSeveralLines)
{
    EXPECT_EQ(lib::rows_of("", 10), 1u);
    EXPECT_EQ(lib::rows_of("one", 10), 1u);
    EXPECT_EQ(lib::rows_of("one\ntwo", 10), 2u);
    EXPECT_EQ(lib::rows_of("one\n", 10), 2u) << "as say() shows it, with a line end behind";
    EXPECT_EQ(lib::rows_of("\none two three", 9), 3u);
}

} // namespace
