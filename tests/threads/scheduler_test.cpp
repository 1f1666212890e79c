// SPDX-License-Identifier: MIT
#include "kernel/scheduler.hpp"
#include "kernel/thread_life.hpp"
#include "tests/threads/smp.hpp"
#include "tests/threads/stacks.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using kernel::Priority;
using kernel::spawn;
using kernel::yield;

TEST(Scheduler, AThreadRunsAndItsExitValueIsJoined)
{
    sim::Smp smp;
    smp.run([] {
        auto thread = spawn(
            "worker", [](void*) { return 42u; }, nullptr);
        EXPECT_EQ(thread->join(), 42u);
    });
}

TEST(Scheduler, EqualsTakeTurnsWhenTheyYield)
{
    sim::Smp smp;
    std::string order;
    smp.run([&] {
        auto const body = [&](char letter) {
            for (int round = 0; round < 3; ++round) order += letter, yield();
        };
        auto first = [&] { body('a'); };
        auto second = [&] { body('b'); };
        auto one = spawn("one", first), two = spawn("two", second);
        one->join(), two->join();
    });
    EXPECT_EQ(order, "ababab");
}

} // namespace
