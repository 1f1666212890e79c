// SPDX-License-Identifier: MIT
// Letters, lines and scrolling on the text screen.
#include "arch/x86_32/decode/text_screen.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using arch::ScrollBack;
using arch::TextScreen;

// With the rows that have left it.
struct Screen : ScrollBack, TextScreen {
    Screen() : TextScreen{static_cast<ScrollBack&>(*this)} {}
};

std::string row(TextScreen const& screen, u32 number)
{
    std::string line;
    for (u32 column = 0; column < TextScreen::kColumns; ++column) line += screen.cell(number, column).letter;
    return line.substr(0, line.find_last_not_of(' ') + 1);
}

TEST(TextScreen, BeginsEmpty) { EXPECT_EQ(row(Screen{}, 0), ""); }

TEST(TextScreen, WritesFromTheTopLeft)
{
    Screen screen;
    screen.write("one\ntwo");
    EXPECT_EQ(row(screen, 0), "one");
    EXPECT_EQ(row(screen, 1), "two");
}

TEST(TextScreen, BreaksALongLine)
{
    Screen screen;
    screen.write(std::string(80, 'a') + "b");
    EXPECT_EQ(row(screen, 0), std::string(80, 'a'));
    EXPECT_EQ(row(screen, 1), "b");
}

TEST(TextScreen, ALongLineAtTheBottomScrolls)
{
    Screen screen;
    screen.write(std::string(24, '\n') + std::string(80, 'a') + "b");
    EXPECT_EQ(row(screen, 23), std::string(80, 'a'));
    EXPECT_EQ(row(screen, 24), "b");
}

TEST(TextScreen, AFullLineAndItsEndAreOneLine)
{
    Screen screen;
    screen.write(std::string(80, 'a') + "\nb");
    EXPECT_EQ(row(screen, 1), "b");
}

TEST(TextScreen, ScrollsWhenItIsFull)
{
    Screen screen;
    for (int line = 0; line < 26; ++line) screen.write("line " + std::to_string(line) + "\n");
    EXPECT_EQ(row(screen, 0), "line 2");
    EXPECT_EQ(row(screen, 23), "line 25");
    EXPECT_EQ(row(screen, 24), "");
}

TEST(TextScreen, MoreRowsKeepWhatStandsThere)
{
    Screen screen;
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
    Screen screen;
    screen.write("a\x1b\xc3z");
    EXPECT_EQ(row(screen, 0), "a??z");
}

TEST(TextScreen, BackspaceMovesTheCursorAndErasesNothing)
{
    Screen screen;
    screen.write("abc\b\bX");
    EXPECT_EQ(row(screen, 0), "aXc");
    EXPECT_EQ(screen.cursor_column(), 2u);
    screen.write("\b\b\b\b");
    EXPECT_EQ(screen.cursor_column(), 0u);
}

TEST(TextScreen, TheCursorOfAFullRowStaysOnIt)
{
    Screen screen;
    screen.write(std::string(80, 'a'));
    EXPECT_EQ(screen.cursor_row(), 0u);
    EXPECT_EQ(screen.cursor_column(), 79u);
}

void write_lines(TextScreen& screen, int count)
{
    for (int line = 0; line < count; ++line) screen.write("line " + std::to_string(line) + "\n");
}

TEST(TextScreen, AWordThatDoesNotFitBeginsTheNextRow)
{
    Screen screen;
    screen.write(std::string(72, 'a') + " wholeword and more\nnext");
    EXPECT_EQ(row(screen, 0), std::string(72, 'a'));
    EXPECT_EQ(row(screen, 1), "wholeword and more");
    EXPECT_EQ(row(screen, 2), "next");
}

TEST(TextScreen, RowsHangBelowTheFirstOneOfTheirLine)
{
    Screen screen;
    screen.write("  name   " + std::string(66, 'a') + " moved  " + std::string(64, 'b') + " c\n" +
                 std::string(81, 'd'));
    EXPECT_EQ(row(screen, 0), "  name   " + std::string(66, 'a'));
    EXPECT_EQ(row(screen, 1), std::string(9, ' ') + "moved  " + std::string(64, 'b'));
    EXPECT_EQ(row(screen, 2), std::string(9, ' ') + "c");
    EXPECT_EQ(row(screen, 3), std::string(80, 'd'));
    EXPECT_EQ(row(screen, 4), "d") << "the next line begins at the edge";
}

TEST(TextScreen, AWordLongerThanARowHangsToo)
{
    Screen screen;
    screen.write("    " + std::string(160, 'a'));
    EXPECT_EQ(row(screen, 1), "    " + std::string(76, 'a'));
    EXPECT_EQ(row(screen, 2), "    " + std::string(8, 'a'));
}

TEST(TextScreen, AWordThatJustFitsStays)
{
    Screen screen;
    screen.write(std::string(70, 'a') + " wholeword   and more");
    EXPECT_EQ(row(screen, 0), std::string(70, 'a') + " wholeword");
    EXPECT_EQ(row(screen, 1), "and more") << "the blanks at the break are dropped";
}

TEST(TextScreen, AnIndentIsNoWordBefore)
{
    Screen screen;
    screen.write("    " + std::string(80, 'a'));
    EXPECT_EQ(row(screen, 0), "    " + std::string(76, 'a'));
    EXPECT_EQ(row(screen, 1), "    aaaa");
}

TEST(TextScreen, LooksBackAtWhatHasLeft)
{
    Screen screen;
    write_lines(screen, 100); // rows 0 to 23 show lines 76 to 99
    screen.look_back(10);
    EXPECT_EQ(row(screen, 0), "line 66");
    EXPECT_EQ(row(screen, 23), "line 89");
    EXPECT_NE(row(screen, 24).find("Looking back"), std::string::npos);
    screen.look_back(-4);
    EXPECT_EQ(row(screen, 0), "line 70");
    screen.look_back(-100);
    EXPECT_EQ(row(screen, 0), "line 76");
    EXPECT_EQ(row(screen, 24), "");
}

TEST(TextScreen, LooksNoFurtherBackThanItRemembers)
{
    Screen screen;
    write_lines(screen, 30);
    screen.look_back(1000);
    EXPECT_EQ(row(screen, 0), "line 0");
    write_lines(screen, 2000);
    screen.look_back(5000);
    EXPECT_EQ(row(screen, 0), "line " + std::to_string(2000 - 24 - 1000));
}

TEST(TextScreen, WhatIsNewShowsThePresent)
{
    Screen screen;
    write_lines(screen, 100);
    screen.look_back(10);
    screen.write("new");
    EXPECT_EQ(row(screen, 0), "line 76");
    EXPECT_EQ(row(screen, 24), "new");
}

TEST(TextScreen, APanelStandsStillWhileTextScrollsBelow)
{
    Screen screen;
    write_lines(screen, 3);
    screen.open_panel(5);
    screen.write_panel(0, "title");
    screen.write_panel(4, std::string(100, '#'));
    write_lines(screen, 50);
    EXPECT_EQ(row(screen, 0), "title");
    EXPECT_EQ(row(screen, 4), std::string(80, '#'));
    EXPECT_EQ(row(screen, 5), "line 31");
    EXPECT_EQ(row(screen, 23), "line 49");
    screen.write_panel(0, "t");
    EXPECT_EQ(row(screen, 0), "t") << "what was longer is gone";
}

TEST(TextScreen, AClosedPanelScrollsAwayLikeAnythingElse)
{
    Screen screen;
    screen.open_panel(5);
    screen.write_panel(0, "title");
    screen.close_panel();
    write_lines(screen, 21);
    EXPECT_EQ(row(screen, 0), "");
    screen.look_back(2);
    EXPECT_EQ(row(screen, 0), "title");
}

TEST(TextScreen, WhatStoodWhereThePanelIsCanBeLookedBackAt)
{
    Screen screen;
    write_lines(screen, 3);
    screen.open_panel(5);
    screen.close_panel();
    screen.look_back(3);
    EXPECT_EQ(row(screen, 0), "line 0");
    EXPECT_EQ(row(screen, 2), "line 2");
}

} // namespace
