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
    EXPECT_EQ(interrupts, instructions);
}

TEST_F(SimSingleStep, FlushIsOneInstruction)
{
    u32 const with_flush = sim::single_step([] { hw::flush_page(VirtAddr{0x1000}); }, [](u32) {});
    EXPECT_LT(with_flush, 60u) << "the simulator's hash tables took part";
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
