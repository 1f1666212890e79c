// SPDX-License-Identifier: MIT
// What is told of the run before the last reset, and where its log lies.
#include "kernel/start/last_run.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using kernel::end_of_log;
using kernel::ending_of;

TEST(LastRun, EndingIsThatOfTheLastLineThatSaysOne)
{
    EXPECT_EQ(ending_of("abc\ndormer: end pass\n"), "pass");
    EXPECT_EQ(ending_of("dormer: end panic overrun: thread 'boot'"), "panic overrun: thread 'boot'");
    EXPECT_EQ(ending_of("dormer: end fail\n    | dormer: end pass\n"), "fail"); // a quotation is none
    EXPECT_EQ(ending_of("a tour\nof high memory\n"), "");
    EXPECT_EQ(ending_of(""), "");
}

TEST(LastRun, OfAPanicAllOfItIsWorthShowing)
{
    EXPECT_EQ(end_of_log("boot\ndormer: PANIC on CPU 0\nx\n"), "dormer: PANIC on CPU 0\nx\n");
}

TEST(LastRun, OtherwiseTheLastLinesAre)
{
    std::string log, tail;
    for (u32 line = 0; line < 50; ++line) {
        std::string const text = "line " + std::to_string(line) + "\n";
        log += text;
        if (line >= 30) tail += text;
    }
    tail.pop_back();
    EXPECT_EQ(end_of_log(log), tail);
    EXPECT_EQ(end_of_log("one\ntwo\n"), "one\ntwo");
    EXPECT_EQ(end_of_log(""), "");
}

class LogFrames : public testing::Test {
protected:
    static std::optional<FrameRange> take(u64 ram_end, u64 lowmem_end,
                                          std::vector<mm::ReservedRange> const& used = {})
    {
        std::vector<mm::FirmwareRange> const lines{
            {PhysAddr{1_MiB}, ram_end - 1_MiB, mm::FirmwareRange::kUsable}};
        mm::MemoryMap map{lines, used, {.phys_bits = 36}};
        auto const frames = kernel::take_log_frames(map, Pfn::of(PhysAddr{lowmem_end}));
        if (frames) EXPECT_EQ(mm::count_frames(map.unused(), *frames), 0u);
        return frames;
    }
};

TEST_F(LogFrames, TheyAreTheSameAtEachBoot)
{
    ASSERT_TRUE(take(128_MiB, 64_MiB));
    EXPECT_EQ(take(128_MiB, 64_MiB)->begin, take(6_GiB, 512_MiB)->begin);
}

TEST_F(LogFrames, OnASmallMachineTheyLieLower)
{
    ASSERT_TRUE(take(16_MiB, 8_MiB));
    EXPECT_LE(take(16_MiB, 8_MiB)->end, Pfn::of(PhysAddr{8_MiB}));
}

TEST_F(LogFrames, WhatIsInUseOrNotInLowmemIsNotTaken)
{
    auto const usual = take(128_MiB, 64_MiB)->begin;
    std::vector<mm::ReservedRange> const module{{usual.base(), usual.base() + 1, "a module"}};
    EXPECT_NE(take(128_MiB, 64_MiB, module)->begin, usual);
    EXPECT_FALSE(take(8_MiB, 4_MiB));
}

} // namespace
