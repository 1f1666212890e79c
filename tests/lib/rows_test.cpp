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

TEST(RowsOfALine, CountedForATextOfSeveralLines)
{
    EXPECT_EQ(lib::rows_of("", 10), 1u);
    EXPECT_EQ(lib::rows_of("one", 10), 1u);
    EXPECT_EQ(lib::rows_of("one\ntwo", 10), 2u);
    EXPECT_EQ(lib::rows_of("one\n", 10), 2u) << "as say() shows it, with a line end behind";
    EXPECT_EQ(lib::rows_of("\none two three", 9), 3u);
}

} // namespace
