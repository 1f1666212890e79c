// SPDX-License-Identifier: MIT
// The line editor against a terminal that can do little.
#include "runs/monitor/line_editor.hpp"
#include "tests/support/teletype.hpp"

#include <gtest/gtest.h>

namespace {

using kernel::KeyDecoder;
using kernel::monitor::LineEditor;
using kernel::monitor::WordSink;
using kernel::monitor::WordSource;

class Words final : public WordSource {
public:
    void words_after(std::string_view before, WordSink& sink) const override
    {
        if (before.empty())
            for (auto const word : {"dump", "memtest", "mem", "map"}) sink.offer(word);
        else if (before == "dump ")
            for (auto const word : {"stack-low", "stack-high"}) sink.offer(word);
    }
};

class LineEditorTest : public testing::Test {
protected:
    LineEditorTest() { editor_.begin(); }

    // Types `bytes` as a terminal sends them; finished lines go to lines_.
    void type(std::string_view bytes)
    {
        for (char const byte : bytes) {
            auto const key = keys_.feed(byte);
            if (!key || !editor_.press(*key)) continue;
            lines_.emplace_back(editor_.line());
            editor_.begin();
        }
        EXPECT_FALSE(terminal_.left_the_row());
        EXPECT_EQ(terminal_.row(), shown()) << "the screen differs from the line";
        EXPECT_EQ(terminal_.column(), LineEditor::kPrompt.size() + editor_.cursor());
    }
    std::string line() const { return std::string{editor_.line()}; }

    Teletype terminal_;
    Words words_;
    LineEditor editor_{terminal_, words_};
    std::vector<std::string> lines_;

private:
    std::string shown() const
    {
        std::string const all = std::string{LineEditor::kPrompt} + line();
        return all.substr(0, all.find_last_not_of(' ') + 1);
    }
    KeyDecoder keys_;
};

constexpr char kUp[] = "\x1b[A", kDown[] = "\x1b[B", kLeft[] = "\x1b[D", kHome[] = "\x1b[H",
               kDelete[] = "\x1b[3~";

TEST_F(LineEditorTest, EnterGivesTheLine)
{
    type("dump 0\r");
    EXPECT_EQ(lines_, std::vector<std::string>{"dump 0"});
    EXPECT_EQ(line(), "");
}

TEST_F(LineEditorTest, LettersGoInAtTheCursor)
{
    type("ac");
    type(kLeft);
    type("b");
    EXPECT_EQ(line(), "abc");
}

TEST_F(LineEditorTest, BackspaceTakesTheLetterBeforeTheCursor)
{
    type("abc");
    type(kLeft);
    type("\x7f");
    EXPECT_EQ(line(), "ac");
}

TEST_F(LineEditorTest, DeleteTakesTheLetterAtTheCursor)
{
    type("abc");
    type(kHome);
    type(kDelete);
    EXPECT_EQ(line(), "bc");
}

TEST_F(LineEditorTest, NothingHappensAtTheEnds)
{
    type(kLeft);
    type("\x7f");
    type(kDelete);
    type("a\x1b[C");
    type(kDelete);
    EXPECT_EQ(line(), "a");
}

TEST_F(LineEditorTest, WordsAndLinesCanBeKilled)
{
    type("one two  \x17");
    EXPECT_EQ(line(), "one ");
    type("three");
    type(kLeft);
    type(kLeft);
    type("\x0b");
    EXPECT_EQ(line(), "one thr");
    type(kLeft);
    type("\x15");
    EXPECT_EQ(line(), "r");
}

TEST_F(LineEditorTest, CancelGivesAnEmptyLine)
{
    type("dump\x03");
    EXPECT_EQ(lines_, std::vector<std::string>{""});
    EXPECT_EQ(terminal_.row(1), "dormer> dump^C");
}

TEST_F(LineEditorTest, CancellingAFullLineStaysInItsRow)
{
    type(std::string(LineEditor::kCapacity, 'x') + "\x03");
    EXPECT_LE(terminal_.widest(), LineEditor::kColumns);
    EXPECT_EQ(terminal_.row(1), "dormer> " + std::string(LineEditor::kCapacity, 'x'));
}

TEST_F(LineEditorTest, ALineNeverLeavesItsRow)
{
    type(std::string(200, 'x'));
    EXPECT_EQ(line().size(), LineEditor::kCapacity);
    EXPECT_LT(terminal_.widest(), 80u);
}

TEST_F(LineEditorTest, ArrowsCallBackEarlierLines)
{
    type("one\rtwo\r");
    type(kUp);
    EXPECT_EQ(line(), "two");
    type(kUp);
    EXPECT_EQ(line(), "one");
    type(kUp);
    EXPECT_EQ(line(), "one");
    type(kDown);
    EXPECT_EQ(line(), "two");
}

TEST_F(LineEditorTest, WhatWasBeingTypedComesBack)
{
    type("one\rdraft");
    type(kUp);
    type(kDown);
    EXPECT_EQ(line(), "draft");
    type(kDown);
    EXPECT_EQ(line(), "draft");
}

TEST_F(LineEditorTest, ALineCalledBackIsEditedAndEnteredAsANewOne)
{
    type("one\r");
    type(kUp);
    type("!\r");
    type(kUp);
    EXPECT_EQ(line(), "one!");
    type(kUp);
    EXPECT_EQ(line(), "one");
}

TEST_F(LineEditorTest, RepetitionsAndEmptyLinesAreNotKept)
{
    type("one\rtwo\rtwo\r\r");
    type(kUp);
    type(kUp);
    EXPECT_EQ(line(), "one");
}

TEST_F(LineEditorTest, TheOldestLineMakesRoom)
{
    for (u32 number = 0; number <= kernel::monitor::History::kLines; ++number)
        type(std::to_string(number) + "\r");
    for (u32 number = 0; number <= kernel::monitor::History::kLines; ++number) type(kUp);
    EXPECT_EQ(line(), "1");
}

TEST_F(LineEditorTest, TabCompletesTheOnlyWord)
{
    type("du\t");
    EXPECT_EQ(line(), "dump ");
}

TEST_F(LineEditorTest, TabGoesAsFarAsAllWordsAgree)
{
    type("dump s\t");
    EXPECT_EQ(line(), "dump stack-");
    type("h\t");
    EXPECT_EQ(line(), "dump stack-high ");
}

TEST_F(LineEditorTest, TabListsTheWordsWhenTheyAgreeOnNoMore)
{
    type("me\t\t");
    EXPECT_EQ(line(), "mem");
    EXPECT_EQ(terminal_.row(1), "memtest  mem");
}

TEST_F(LineEditorTest, TabInTheMiddleInsertsThere)
{
    type("dum 0");
    type(kLeft);
    type(kLeft);
    type("\t");
    EXPECT_EQ(line(), "dump  0");
}

TEST_F(LineEditorTest, TabChangesNothingWhereNoWordFits)
{
    type("xyz\t");
    EXPECT_EQ(line(), "xyz");
}

} // namespace
