// SPDX-License-Identifier: MIT
// What a loader may leave a HPET doing, on one made of values.
#include "arch/x86_32/decode/hpet.hpp"

#include <gtest/gtest.h>
#include <map>

namespace {

using arch::HpetRegister;

TEST(Hpet, RateIsBelievedOnlyWithinTheSpecification)
{
    EXPECT_EQ(arch::hpet_hz(10'000'000), 100'000'000u);
    EXPECT_EQ(arch::hpet_hz(69'841'279), 14'318'179u);
    EXPECT_EQ(arch::hpet_hz(0), 0u);
    EXPECT_EQ(arch::hpet_hz(~u32{0}), 0u) << "nothing there";
}

class LeftHpet : public testing::Test {
protected:
    static constexpr u32 kThreeTimers = 0x8086'A201;

    u32& at(HpetRegister which, u32 timer = 0) { return words_[static_cast<u32>(which) + 0x20 * timer]; }
    arch::HpetLeftOn quiet()
    {
        at(HpetRegister::Capabilities) = kThreeTimers;
        return arch::quiet_hpet([this](HpetRegister which, u32 timer) -> u32& { return at(which, timer); });
    }
    std::map<u32, u32> words_;
};

TEST_F(LeftHpet, GivesIrq0BackAndGoesOnCounting)
{
    at(HpetRegister::Configuration) = 0b11;
    auto const found = quiet();
    EXPECT_TRUE(found.replaced_pit);
    EXPECT_EQ(found.timers, 0u);
    EXPECT_EQ(at(HpetRegister::Configuration), 0b01u);
}

TEST_F(LeftHpet, ItsTimersInterruptNoMore)
{
    at(HpetRegister::FirstTimer) = 0x0000'403E;    // level, on, periodic, with a period, 64 bits; as messages
    at(HpetRegister::FirstTimer, 1) = 0x0000'403A; // off
    at(HpetRegister::FirstTimer, 2) = 0x0000'0004;
    at(HpetRegister::FirstTimer, 3) = 0x0000'0004; // there is none
    auto const found = quiet();
    EXPECT_FALSE(found.replaced_pit);
    EXPECT_EQ(found.timers, 2u);
    EXPECT_EQ(at(HpetRegister::FirstTimer), 0x0000'003Au);
    EXPECT_EQ(at(HpetRegister::FirstTimer, 1), 0x0000'403Au);
    EXPECT_EQ(at(HpetRegister::FirstTimer, 2), 0u);
    EXPECT_EQ(at(HpetRegister::FirstTimer, 3), 4u);
}

} // namespace
