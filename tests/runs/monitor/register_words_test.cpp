// SPDX-License-Identifier: MIT
#include "runs/monitor/register_words.hpp"

#include <gtest/gtest.h>

namespace {

using kernel::monitor::parse_port;
using kernel::monitor::parse_value;
using kernel::monitor::Port;

TEST(RegisterWords, PortIsOneByteUnlessMoreIsSaid)
{
    EXPECT_EQ(parse_port("0x70", ""), (Port{0x70, 1}));
    EXPECT_EQ(parse_port("0xcf8", "4"), (Port{0xCF8, 4}));
    EXPECT_EQ(parse_port("96", "2"), (Port{96, 2}));
}

TEST(RegisterWords, PortIsNoMoreThan0xffffWithItsLastByte)
{
    EXPECT_EQ(parse_port("0xffff", ""), (Port{0xFFFF, 1}));
    EXPECT_EQ(parse_port("0xfffc", "4"), (Port{0xFFFC, 4}));
    EXPECT_FALSE(parse_port("0xffff", "2"));
    EXPECT_FALSE(parse_port("0xfffd", "4"));
    EXPECT_FALSE(parse_port("0x10000", ""));
    EXPECT_FALSE(parse_port("0xffffffffffffffff", "4"));
}

TEST(RegisterWords, WhatIsNoPortIsNone)
{
    for (auto const* const word : {"", "com1", "-1", "0x", "70h"}) EXPECT_FALSE(parse_port(word, "")) << word;
    for (auto const* const word : {"0", "3", "8", "b", "0x100000001"})
        EXPECT_FALSE(parse_port("0x70", word)) << word;
}

TEST(RegisterWords, WhatEndsAMachineIsKnown)
{
    using kernel::monitor::ends_machine;
    EXPECT_TRUE(ends_machine({0xF4, 1}, 0x10));
    EXPECT_TRUE(ends_machine({0x8900, 1}, 'S'));
    EXPECT_TRUE(ends_machine({0xCF9, 1}, 6));
    EXPECT_TRUE(ends_machine({0xCF8, 2}, 0x0600)) << "its second byte";
    EXPECT_TRUE(ends_machine({0x64, 1}, 0xFE));
    EXPECT_TRUE(ends_machine({0x63, 2}, 0xFE00)) << "its second byte";
    EXPECT_FALSE(ends_machine({0x63, 2}, 0x00FE)) << "its first byte is another port's";
    EXPECT_FALSE(ends_machine({0x64, 1}, 0xFF));
    EXPECT_FALSE(ends_machine({0x64, 1}, 0xAE));
    EXPECT_TRUE(ends_machine({0x92, 1}, 3));
    EXPECT_FALSE(ends_machine({0x92, 1}, 2));
    EXPECT_FALSE(ends_machine({0x70, 1}, 0x0A));
}

TEST(RegisterWords, ValueHasToFit)
{
    EXPECT_EQ(parse_value("0xff", 1), 0xFFu);
    EXPECT_FALSE(parse_value("0x100", 1));
    EXPECT_EQ(parse_value("65535", 2), 0xFFFFu);
    EXPECT_FALSE(parse_value("65536", 2));
    EXPECT_EQ(parse_value("0xffffffff", 4), 0xFFFF'FFFFu);
    EXPECT_FALSE(parse_value("0x100000000", 4));
    EXPECT_EQ(parse_value("0xffffffffffffffff", 8), ~u64{0});
    EXPECT_FALSE(parse_value("", 8));
    EXPECT_FALSE(parse_value("ten", 4));
}

} // namespace
