// SPDX-License-Identifier: MIT
// Which interrupt sources count as left on, and finding the one that a vector comes from.
#include "arch/x86_32/decode/left_on.hpp"

#include <gtest/gtest.h>

namespace {

using arch::LeftOnList;
using arch::sends_vector;

TEST(LeftOnTest, OneThatIsMaskedIsNot)
{
    EXPECT_TRUE(sends_vector(0x2'0045));
    EXPECT_FALSE(sends_vector(0x3'0045));
}

TEST(LeftOnTest, NorAreTheUsualWires)
{
    EXPECT_FALSE(sends_vector(0x700)) << "ExtINT: the 8259s";
    EXPECT_FALSE(sends_vector(0x400)) << "NMI";
    EXPECT_FALSE(sends_vector(0x200)) << "SMI";
    EXPECT_TRUE(sends_vector(0x131)) << "lowest priority";
}

TEST(LeftOnTest, NorWhatHasNoLegalVector) { EXPECT_FALSE(sends_vector(0)) << "as after power-on, unmasked"; }

TEST(LeftOnTest, FirstSourceWithTheVectorIsFound)
{
    LeftOnList list;
    note_left_on(list, "timer", 0, 0x1'0045);
    note_left_on(list, "sensor", 0, 0x31);
    note_left_on(list, "input", 9, 0x31);
    ASSERT_EQ(list.size(), 2u);
    ASSERT_NE(arch::find_left_on(list, 0x31), nullptr);
    EXPECT_EQ(arch::find_left_on(list, 0x31)->source, "sensor");
    EXPECT_EQ(arch::find_left_on(list, 0x45), nullptr);
}

} // namespace
