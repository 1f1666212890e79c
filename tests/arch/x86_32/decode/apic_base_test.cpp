// SPDX-License-Identifier: MIT
// Leaving x2APIC mode, with a register that refuses what a CPU refuses (SDM 3A, figure 10-27).
#include "arch/x86_32/decode/apic_base.hpp"

#include <gtest/gtest.h>

namespace {

constexpr u64 kPage = 0xF'FEE0'0000, kBootCpu = 1u << 8;

class ApicBase : public testing::Test {
protected:
    static constexpr u64 kMode = arch::kApicOn | arch::kApicX2Mode;

    bool write(u64 value)
    {
        ++writes_;
        u64 const from = value_ & kMode, to = value & kMode;
        bool const legal =
            to != arch::kApicX2Mode && (from != kMode || to != arch::kApicOn) && (from != 0 || to != kMode);
        if (!legal || locked_) return false;
        value_ = value;
        return true;
    }
    bool leave()
    {
        return arch::leave_x2apic_mode(value_, [this](u64 value) { return write(value); });
    }

    u64 value_ = kPage | kBootCpu;
    bool locked_ = false;
    int writes_ = 0;
};

TEST_F(ApicBase, X2ApicModeIsLeftForXApicMode)
{
    value_ |= kMode;
    EXPECT_TRUE(leave());
    EXPECT_EQ(value_, kPage | kBootCpu | arch::kApicOn);
}

TEST_F(ApicBase, OtherModesStay)
{
    value_ |= arch::kApicOn;
    EXPECT_TRUE(leave());
    value_ = kPage;
    EXPECT_TRUE(leave());
    EXPECT_EQ(writes_, 0);
}

TEST_F(ApicBase, AModeThatFirmwareHasLockedIsReported)
{
    value_ |= kMode;
    locked_ = true;
    EXPECT_FALSE(leave());
    EXPECT_EQ(value_, kPage | kBootCpu | kMode);
}

} // namespace
