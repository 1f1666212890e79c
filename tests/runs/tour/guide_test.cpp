// SPDX-License-Identifier: MIT
// Where the keys of a reader lead in the tour.
#include "runs/tour/guide.hpp"

#include <gtest/gtest.h>
#include <string_view>

namespace {

using kernel::Key;
using kernel::TourGuide;
using Kind = Key::Kind;
using Step = TourGuide::Step;

constexpr Key typed(char letter) { return {Kind::Letter, letter}; }

Step press_all(TourGuide& guide, std::string_view letters)
{
    Step last = Step::Nothing;
    for (char const letter : letters) last = guide.press(letter == '\r' ? Key{Kind::Enter} : typed(letter));
    return last;
}

TEST(TourGuide, GoesOnByAnyOfFourKeys)
{
    TourGuide guide{14};
    EXPECT_EQ(guide.lesson(), 1u);
    for (Key const key : {Key{Kind::Enter}, Key{Kind::Right}, typed(' '), typed('n')})
        EXPECT_EQ(guide.press(key), Step::Show);
    EXPECT_EQ(guide.lesson(), 5u);
}

TEST(TourGuide, GoesBackAndStopsAtTheFirst)
{
    TourGuide guide{14};
    EXPECT_EQ(press_all(guide, "nnb"), Step::Show);
    EXPECT_EQ(guide.lesson(), 2u);
    EXPECT_EQ(guide.press({Kind::Left}), Step::Show);
    EXPECT_EQ(press_all(guide, "b"), Step::Show);
    EXPECT_EQ(guide.lesson(), 1u);
}

TEST(TourGuide, ShowsTheSameAgain)
{
    TourGuide guide{14};
    EXPECT_EQ(press_all(guide, "na"), Step::Show);
    EXPECT_EQ(guide.lesson(), 2u);
}

TEST(TourGuide, LeavesAfterTheLastOneAndWhenAsked)
{
    TourGuide guide{2};
    EXPECT_EQ(press_all(guide, "nn"), Step::Leave);
    EXPECT_EQ(press_all(guide, "q"), Step::Leave);
    EXPECT_EQ(guide.press({Kind::Cancel}), Step::Leave);
}

TEST(TourGuide, AListStaysWhereItIs)
{
    TourGuide guide{14};
    EXPECT_EQ(press_all(guide, "nl"), Step::List);
    EXPECT_EQ(guide.lesson(), 2u);
}

TEST(TourGuide, ANumberIsALesson)
{
    TourGuide guide{14};
    EXPECT_EQ(press_all(guide, "12"), Step::Nothing);
    EXPECT_EQ(press_all(guide, "\r"), Step::Show);
    EXPECT_EQ(guide.lesson(), 12u);
    EXPECT_EQ(press_all(guide, "15\r"), Step::List) << "there is none: here are those that there are";
    EXPECT_EQ(guide.lesson(), 12u);
    EXPECT_EQ(press_all(guide, "3n"), Step::Show) << "another key forgets the digits";
    EXPECT_EQ(guide.lesson(), 13u);
}

TEST(TourGuide, OtherKeysMeanNothing)
{
    TourGuide guide{14};
    EXPECT_EQ(press_all(guide, "xyz"), Step::Nothing);
    EXPECT_EQ(guide.press({Kind::Tab}), Step::Nothing);
    EXPECT_EQ(guide.lesson(), 1u);
}

} // namespace
