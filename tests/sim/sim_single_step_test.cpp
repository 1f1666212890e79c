// SPDX-License-Identifier: MIT
#include "mm/machine.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/single_step.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>

namespace {

class SimSingleStep : public testing::Test {
protected:
    void SetUp() override
    {
        if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
        sim::reset_machine();
    }
};

// Atomic, so that both stores are made, in this order.
std::atomic<u32> g_first = 0, g_second = 0;

TEST_F(SimSingleStep, InterruptComesBetweenTwoStores)
{
    bool between = false;
    sim::single_step([] { g_first = 1, g_second = 1; },
                     [&](u32) { between |= g_first == 1 && g_second == 0; });
    EXPECT_TRUE(between);
}

TEST_F(SimSingleStep, EachInstructionHasItsTurnOnce)
{
    u32 interrupts = 0;
    u32 const instructions = sim::interrupt_apart([] { g_first = 3; }, [&] { ++interrupts; });
    EXPECT_GT(instructions, 0u);
    EXPECT_EQ(interrupts, (instructions + sim::kStride - 1) / sim::kStride);
}

TEST_F(SimSingleStep, TheSimulatorsOwnInstructionsDoNotCount)
{
    auto const ten_thousand_stores = [] {
        sim::Uninterrupted const one_instruction;
        for (u32 count = 0; count < 10'000; ++count) g_first = count;
    };
    EXPECT_LT(sim::single_step(ten_thousand_stores, [](u32) {}), 1'000u);
}

TEST_F(SimSingleStep, FlushIsNotInterruptedInTheMiddle)
{
    u32 flushes = 0;
    sim::single_step([] { hw::flush_page(VirtAddr{0x1000}); },
                     [&](u32) { flushes = static_cast<u32>(sim::flush_log().size()); });
    EXPECT_EQ(flushes, 1u) << "the log was looked at between whole flushes only";
}

TEST_F(SimSingleStep, WhatTheInterruptThrowsArrivesAtTheCaller)
{
    auto const interrupt = [](u32) { throw std::runtime_error{"found it"}; };
    EXPECT_THROW(sim::single_step([] { g_first = 2; }, interrupt), std::runtime_error);
}

TEST_F(SimSingleStep, WhatTheCodeThrowsArrivesAtTheCaller)
{
    auto const code = [] {
        sim::Uninterrupted const fast; // the unwinder takes tens of thousands of instructions
        throw std::runtime_error{"on purpose"};
    };
    EXPECT_THROW(sim::single_step(code, [](u32) {}), std::runtime_error);
}

} // namespace
