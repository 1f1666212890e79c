// SPDX-License-Identifier: MIT
#include "mm/boot_frames.hpp"
#include "tests/sim/booted_machine.hpp"

namespace {

class BootFrames : public testing::Test {
protected:
    BootFrames() { sim::reset_machine(); }

    mm::MemoryMap map{sim::pc_memory(64_MiB), sim::kernel_in_use(), {.phys_bits = 36}};
    mm::BootFrames boot{map, Pfn{4096}}; // 16 MiB
};

TEST_F(BootFrames, HighestFramesBelowTheLimitGoFirst)
{
    EXPECT_EQ(boot.take_one(), Pfn{4095});
    EXPECT_EQ(boot.take(3), (FrameRange{Pfn{4092}, Pfn{4095}}));
    EXPECT_EQ(boot.taken(), 4u);
}

TEST_F(BootFrames, TakenFramesAreNoLongerUnused)
{
    u32 const before = mm::count_frames(map.unused(), {Pfn{}, map.ram_end()});
    FrameRange const taken = *boot.take(5);
    EXPECT_EQ(mm::count_frames(map.unused(), {Pfn{}, map.ram_end()}), before - 5);
    EXPECT_EQ(mm::count_frames(map.unused(), taken), 0u);
    EXPECT_EQ(mm::count_frames(map.ram(), taken), 5u) << "RAM all the same";
}

TEST_F(BootFrames, FramesAreZero)
{
    std::fill_n(sim::ram(Pfn{4094}.base()), 2 * kPageSize, std::byte{0xEE});
    PhysAddr const begin = boot.take(2)->begin.base();
    EXPECT_TRUE(std::all_of(sim::ram(begin), sim::ram(begin) + 2 * kPageSize,
                            [](std::byte value) { return value == std::byte{0}; }));
}

TEST_F(BootFrames, KernelAndFirstMegabyteAreLeftAlone)
{
    auto const all = boot.take(4096 - 0x280);
    ASSERT_TRUE(all.has_value());
    EXPECT_EQ(all->begin, Pfn{0x280}) << "right above the kernel";
    EXPECT_FALSE(boot.take(1).has_value());
}

TEST_F(BootFrames, RunThatDoesNotFitIsNothingAndTakesNothing)
{
    EXPECT_FALSE(boot.take(4096).has_value());
    EXPECT_EQ(boot.taken(), 0u);
}

TEST_F(BootFrames, RaisedLimitReachesFurther)
{
    mm::BootFrames below_8_mib{map, Pfn{2048}};
    EXPECT_FALSE(below_8_mib.take(2048).has_value());
    below_8_mib.raise_limit(Pfn{4096});
    EXPECT_EQ(below_8_mib.take(2048)->end, Pfn{4096});
}

TEST_F(BootFrames, ModuleSplitsTheRun)
{
    map.reserve({Pfn{4000}, Pfn{4010}});
    EXPECT_EQ(boot.take(86)->begin, Pfn{4010});
    EXPECT_EQ(boot.take(1)->begin, Pfn{3999});
}

TEST_F(BootFrames, OneFrameTooFewForTheTablesStops)
{
    (void)boot.take(4096 - 0x280);
    EXPECT_STOP(lib::ReportKind::CheckFailed, boot.take_one());
}

} // namespace
