// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/cmos_memory.hpp"

#include <array>
#include <gtest/gtest.h>

namespace {

std::array<u8, 128> g_bytes;

void put(u8 index, u32 value)
{
    g_bytes[index] = static_cast<u8>(value);
    g_bytes[index + 1u] = static_cast<u8>(value >> 8);
}

arch::CmosMemory decode()
{
    return arch::decode_cmos_memory([](u8 index) { return g_bytes[index]; });
}

class CmosMemory : public testing::Test {
protected:
    CmosMemory()
    {
        g_bytes = {};
        put(0x15, 640);
    }
};

TEST_F(CmosMemory, OldBoardCountsInKiB)
{
    put(0x17, 7 << 10);
    EXPECT_EQ(decode().lower_bytes, 640_KiB);
    EXPECT_EQ(decode().upper_bytes, 7_MiB);
}

TEST_F(CmosMemory, From16MiBOnItAlsoCountsIn64KiB)
{
    put(0x17, 0xFFFF);
    put(0x30, 0xFFFF);
    put(0x34, 112 << 4);
    EXPECT_EQ(decode().upper_bytes, 127_MiB);
}

TEST_F(CmosMemory, WhatIsAbove16MiBCountsOnlyIfThereIsSomethingBelow)
{
    put(0x30, 8 << 10);
    put(0x34, 112 << 4);
    EXPECT_EQ(decode().upper_bytes, 8_MiB);
}

TEST_F(CmosMemory, WithoutItEveryBitIsSetOrNone)
{
    g_bytes.fill(0xFF);
    EXPECT_EQ(decode().lower_bytes, 0u);
    EXPECT_EQ(decode().upper_bytes, 0u);
    g_bytes.fill(0);
    EXPECT_EQ(decode().upper_bytes, 0u);
}

TEST_F(CmosMemory, SaysWhenItsPowerWasGone)
{
    auto const trouble = [](u32 status_d, u32 diagnosis) {
        put(0x0D, status_d | diagnosis << 8);
        return arch::cmos_trouble([](u8 index) { return g_bytes[index]; });
    };
    EXPECT_EQ(trouble(0x80, 0), "");
    EXPECT_EQ(trouble(0x80, 0x0F), "") << "what else a BIOS notes there";
    EXPECT_TRUE(trouble(0x00, 0).starts_with("has an empty battery"));
    EXPECT_TRUE(trouble(0x80, 0x80).starts_with("has lost its power"));
    EXPECT_TRUE(trouble(0x80, 0x40).starts_with("has a wrong checksum"));
    EXPECT_EQ(trouble(0xFF, 0xFF), "") << "nothing there";
}

} // namespace
