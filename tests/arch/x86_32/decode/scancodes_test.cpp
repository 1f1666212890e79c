// SPDX-License-Identifier: MIT
// Scan codes of set 1, as the bytes a terminal would send.
#include "arch/x86_32/decode/scancodes.hpp"

#include <gtest/gtest.h>
#include <initializer_list>
#include <string>

namespace {

std::string typed(std::initializer_list<int> codes)
{
    arch::Scancodes scancodes;
    std::string result;
    for (int const code : codes) result += scancodes.feed(static_cast<u8>(code));
    return result;
}

TEST(Scancodes, LettersComeWhenTheKeyGoesDown)
{
    EXPECT_EQ(typed({0x20, 0xA0, 0x39, 0xB9, 0x1C, 0x9C}), "d \r");
}

TEST(Scancodes, ShiftLastsUntilItIsLetGo)
{
    EXPECT_EQ(typed({0x2A, 0x1E, 0x9E, 0x03, 0xAA, 0x1E}), "A@a");
    EXPECT_EQ(typed({0x36, 0x0C, 0xB6, 0x0C}), "_-");
    EXPECT_EQ(typed({0x2A, 0x36, 0xAA, 0x1E}), "A") << "the other shift is still down";
}

TEST(Scancodes, CapsLockIsForLettersOnly)
{
    EXPECT_EQ(typed({0x3A, 0xBA, 0x1E, 0x02, 0x2A, 0x1E, 0xAA, 0x3A, 0x1E}), "A1aa");
}

TEST(Scancodes, ControlMakesControlCharacters)
{
    EXPECT_EQ(typed({0x1D, 0x2E, 0xAE, 0x9D, 0x2E}), "\x03"
                                                     "c");
}

TEST(Scancodes, ArrowsAreWhatATerminalSends)
{
    EXPECT_EQ(typed({0xE0, 0x48, 0xE0, 0xC8, 0xE0, 0x4B}), "\x1b[A\x1b[D");
    EXPECT_EQ(typed({0x48}), "\x1b[A") << "numeric pad";
    EXPECT_EQ(typed({0xE0, 0x53}), "\x1b[3~");
}

TEST(Scancodes, PageUpWithShiftIsAnotherKey)
{
    EXPECT_EQ(typed({0xE0, 0x49}), "\x1b[5~");
    EXPECT_EQ(typed({0x2A, 0xE0, 0xAA, 0xE0, 0x49}), arch::Scancodes::kShiftPageUp);
    EXPECT_EQ(typed({0x36, 0xE0, 0x51}), arch::Scancodes::kShiftPageDown);
}

TEST(Scancodes, TheShiftsAroundArrowsMeanNothing)
{
    EXPECT_EQ(typed({0xE0, 0x2A, 0xE0, 0x48, 0xE0, 0xAA, 0x1E}), "\x1b[Aa");
}

TEST(Scancodes, PauseIsSwallowedWhole) { EXPECT_EQ(typed({0xE1, 0x1D, 0x45, 0xE1, 0x9D, 0xC5, 0x1E}), "a"); }

TEST(Scancodes, KeysWithoutACharacterAreSilent)
{
    EXPECT_EQ(typed({0x3B, 0x38, 0x57, 0x58, 0x7F, 0x46, 0xE0, 0x5B}), "");
}

} // namespace
