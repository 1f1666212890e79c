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

} // namespace
