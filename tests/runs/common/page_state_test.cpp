// SPDX-License-Identifier: MIT
// When the pager asks, and what the keys do.
#include "runs/common/page_state.hpp"

#include <gtest/gtest.h>

namespace {

using kernel::Key;
using kernel::PageState;
using Kind = Key::Kind;

constexpr Key kSpace{Kind::Letter, ' '}, kQuit{Kind::Letter, 'q'}, kOther{Kind::Letter, 'x'};

// How many lines of one row come before the next question.
u32 lines_until_question(PageState& state)
{
    u32 lines = 0;
    for (; !state.is_full_for(1); ++lines) state.show(1);
    return lines;
}

TEST(PageState, AsksWhenOnlyTheRowOfThePromptIsLeft)
{
    PageState state{25};
    EXPECT_EQ(lines_until_question(state), 24u);
}

TEST(PageState, SpaceShowsAPageAndEnterALine)
{
    PageState state{25};
    static_cast<void>(lines_until_question(state));
    EXPECT_TRUE(state.press({Kind::Enter}, 1));
    EXPECT_EQ(lines_until_question(state), 1u);
    EXPECT_TRUE(state.press(kSpace, 1));
    EXPECT_EQ(lines_until_question(state), 24u);
    EXPECT_FALSE(state.over());
}

TEST(PageState, EnterShowsAllRowsOfALongLine)
{
    PageState state{25};
    static_cast<void>(lines_until_question(state));
    EXPECT_TRUE(state.is_full_for(3));
    EXPECT_TRUE(state.press({Kind::Enter}, 3));
    EXPECT_FALSE(state.is_full_for(3));
    state.show(3);
    EXPECT_TRUE(state.is_full_for(1));
}

TEST(PageState, ALineThatWouldNotFitIsAskedForBefore)
{
    PageState state{25};
    for (int line = 0; line < 23; ++line) state.show(1);
    EXPECT_FALSE(state.is_full_for(1));
    EXPECT_TRUE(state.is_full_for(2));
}

TEST(PageState, ALineLongerThanTheScreenComesByItself)
{
    PageState state{25};
    EXPECT_FALSE(state.is_full_for(40)) << "nothing would be lost that a key could keep";
}

TEST(PageState, QAndCtrlCEndIt)
{
    for (Key const key : {kQuit, Key{Kind::Cancel}}) {
        PageState state{25};
        EXPECT_TRUE(state.press(key, 1));
        EXPECT_TRUE(state.over());
    }
}

TEST(PageState, OtherKeysMeanNothing)
{
    PageState state{25};
    static_cast<void>(lines_until_question(state));
    EXPECT_FALSE(state.press(kOther, 1));
    EXPECT_TRUE(state.is_full_for(1));
}

} // namespace
