// SPDX-License-Identifier: MIT
// Letters, lines and scrolling on the text screen.
#include "arch/x86_32/decode/text_screen.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using arch::TextScreen;

std::string row(TextScreen const& screen, u32 number)
{
    std::string line;
    for (u32 column = 0; column < TextScreen::kColumns; ++column) line += screen.cell(number, column).letter;
    return line.substr(0, line.find_last_not_of(' ') + 1);
}

TEST(TextScreen, BeginsEmpty) { EXPECT_EQ(row(TextScreen{}, 0), ""); }

TEST(TextScreen, WritesFromTheTopLeft)
{
    TextScreen screen;
    screen.write("one\ntwo");
    EXPECT_EQ(row(screen, 0), "one");
    EXPECT_EQ(row(screen, 1), "two");
}

TEST(TextScreen, BreaksALongLine)
{
    TextScreen screen;
    screen.write(std::string(80, 'a') + "b");
    EXPECT_EQ(row(screen, 0), std::string(80, 'a'));
    EXPECT_EQ(row(screen, 1), "b");
}

TEST(TextScreen, ALongLineAtTheBottomScrolls)
{
    TextScreen screen;
    screen.write(std::string(24, '\n') + std::string(80, 'a') + "b");
    EXPECT_EQ(row(screen, 23), std::string(80, 'a'));
    EXPECT_EQ(row(screen, 24), "b");
}

TEST(TextScreen, AFullLineAndItsEndAreOneLine)
{
    TextScreen screen;
    screen.write(std::string(80, 'a') + "\nb");
    EXPECT_EQ(row(screen, 1), "b");
}

TEST(TextScreen, ScrollsWhenItIsFull)
{
    TextScreen screen;
    for (int line = 0; line < 26; ++line) screen.write("line " + std::to_string(line) + "\n");
    EXPECT_EQ(row(screen, 0), "line 2");
    EXPECT_EQ(row(screen, 23), "line 25");
    EXPECT_EQ(row(screen, 24), "");
}

TEST(TextScreen, MoreRowsKeepWhatStandsThere)
{
    TextScreen screen;
    screen.write(std::string(24, '\n') + "25th");
    screen.set_rows(48);
    screen.write(std::string(23, '\n') + "48th");
    EXPECT_EQ(row(screen, 24), "25th");
    EXPECT_EQ(row(screen, 47), "48th");
    screen.write("\n");
    EXPECT_EQ(row(screen, 23), "25th");
    EXPECT_EQ(row(screen, 47), "");
}

TEST(TextScreen, ShowsWhatItCannotShowAsQuestionMarks)
{
    TextScreen screen;
    screen.write("a\x1b\xc3z");
    EXPECT_EQ(row(screen, 0), "a??z");
}

TEST(TextScreen, BackspaceMovesTheCursorAndErasesNothing)
{
    TextScreen screen;
    screen.write("abc\b\bX");
    EXPECT_EQ(row(screen, 0), "aXc");
    EXPECT_EQ(screen.cursor_column(), 2u);
    screen.write("\b\b\b\b");
    EXPECT_EQ(screen.cursor_column(), 0u);
}

TEST(TextScreen, TheCursorOfAFullRowStaysOnIt)
{
    TextScreen screen;
    screen.write(std::string(80, 'a'));
    EXPECT_EQ(screen.cursor_row(), 0u);
    EXPECT_EQ(screen.cursor_column(), 79u);
}

} // namespace
