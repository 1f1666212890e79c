// SPDX-License-Identifier: MIT
// Whether somebody sits there.
#include "kernel/log/seat.hpp"

#include <gtest/gtest.h>

namespace {

using kernel::decide_seat;
using kernel::Seat;
using kernel::SeatSigns;
using Said = kernel::Attended::Kind;

constexpr SeatSigns kBoard{.keyboard = true, .screen = true, .menu = true};

TEST(Seat, AtKeyboardScreenAndMenuSitsSomebody) { EXPECT_EQ(decide_seat(kBoard), Seat::Screen); }

TEST(Seat, WithoutOneOfTheseNobodyDoes)
{
    EXPECT_EQ(decide_seat({.screen = true, .menu = true}), Seat::Nobody);
    EXPECT_EQ(decide_seat({.keyboard = true, .menu = true}), Seat::Nobody);
    EXPECT_EQ(decide_seat({.keyboard = true, .screen = true}), Seat::Nobody) << "QEMU started it";
}

TEST(Seat, AProgramThatWaitsForTheEndIsNobody)
{
    auto signs = kBoard;
    signs.exit_device = true;
    EXPECT_EQ(decide_seat(signs), Seat::Nobody);
}

TEST(Seat, WhoDoesNotAnswerIsNotThereUntilAKeyIsPressed)
{
    auto signs = kBoard;
    signs.asked_in_vain = true;
    EXPECT_EQ(decide_seat(signs), Seat::Nobody);
    signs.typed_on = hw::TypedOn::Keyboard;
    EXPECT_EQ(decide_seat(signs), Seat::Screen);
}

TEST(Seat, TheLastKeyTellsMoreThanTheMachine)
{
    auto signs = kBoard;
    signs.typed_on = hw::TypedOn::Serial;
    EXPECT_EQ(decide_seat(signs), Seat::Nobody) << "it may be a program that types";
    EXPECT_EQ(decide_seat({.typed_on = hw::TypedOn::Keyboard, .exit_device = true}), Seat::Screen);
}

TEST(Seat, WhatWasSaidHolds)
{
    auto signs = kBoard;
    signs.said = Said::No;
    EXPECT_EQ(decide_seat(signs), Seat::Nobody);
    signs.typed_on = hw::TypedOn::Keyboard;
    EXPECT_EQ(decide_seat(signs), Seat::Nobody);
    EXPECT_EQ(decide_seat({.said = Said::Terminal, .exit_device = true}), Seat::Terminal);
    EXPECT_EQ(decide_seat({.said = Said::Screen, .asked_in_vain = true}), Seat::Screen);
}

} // namespace
