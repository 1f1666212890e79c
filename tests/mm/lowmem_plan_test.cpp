// SPDX-License-Identifier: MIT
// The plan for machines from 8 MiB to 300 GiB. The maps are PCs' as QEMU describes them; no memory is
// touched.
#include "mm/kernel_space.hpp"
#include "mm/lowmem_plan.hpp"
#include "tests/sim/booted_machine.hpp"

namespace {

constexpr u64 kFrame = kPageSize;

class LowmemPlan : public testing::Test {
protected:
    u64 wanted = 0;

    static mm::MemoryMap map_of(u64 memory)
    {
        return {sim::pc_memory(memory), sim::kernel_in_use(), {.phys_bits = 40}};
    }
    [[nodiscard]] mm::LowmemPlan plan(u64 memory) const
    {
        auto const made = mm::plan_lowmem(map_of(memory), sim::image_layout(), wanted);
        EXPECT_TRUE(made.has_value()) << "too small to run";
        return made.value_or(mm::LowmemPlan{});
    }
    /// What is left of lowmem once the kernel, its tables and the metadata have their share.
    [[nodiscard]] static u64 left_free(u64 memory, mm::LowmemPlan const& made)
    {
        auto const map = map_of(memory);
        u64 const frames = mm::count_frames(map.unused(), {Pfn{}, made.lowmem_end});
        u64 const tables = mm::table_frames_needed(map, sim::image_layout(), made.lowmem_end);
        EXPECT_GE(frames, tables + made.metadata_frames()) << "does not fit at all";
        return (frames - tables - made.metadata_frames()) * kFrame;
    }
};

TEST_F(LowmemPlan, IsHalfOfTheRamOnASmallMachine)
{
    EXPECT_EQ(plan(64_MiB).lowmem_end.base(), PhysAddr{32_MiB});
    EXPECT_EQ(plan(512_MiB).lowmem_end.base(), PhysAddr{256_MiB});
}

TEST_F(LowmemPlan, IsHalfAGibOnALargeMachine)
{
    for (u64 const memory : {2_GiB, 6_GiB, 16_GiB, 60_GiB}) {
        auto const made = plan(memory);
        EXPECT_EQ(made.lowmem_end.base(), PhysAddr{512_MiB}) << memory;
        EXPECT_FALSE(made.grown || made.cut || made.raised) << memory;
    }
}

TEST_F(LowmemPlan, LeavesThreeHundredMibWithSixtyGib) { EXPECT_GT(left_free(60_GiB, plan(60_GiB)), 300_MiB); }

TEST_F(LowmemPlan, EveryMachineHasHighMemoryToLookAt)
{
    for (u64 memory = 8_MiB; memory <= 1_GiB; memory += 8_MiB) {
        EXPECT_LT(plan(memory).lowmem_end, map_of(memory).ram_end()) << memory;
    }
}

TEST_F(LowmemPlan, TinyMachineKeepsAMegabyteFreeInLowmem)
{
    for (u64 const memory : {8_MiB, 9_MiB, 12_MiB, 16_MiB}) {
        EXPECT_GE(left_free(memory, plan(memory)), 1_MiB) << memory;
    }
}

TEST_F(LowmemPlan, EightMibAreEnough)
{
    auto const made = plan(8_MiB);
    EXPECT_EQ(made.lowmem_end.base(), PhysAddr{4_MiB});
    EXPECT_FALSE(made.raised);
}

TEST_F(LowmemPlan, MachineWithHardlyMoreThanTheKernelIsRefused)
{
    EXPECT_FALSE(mm::plan_lowmem(map_of(3_MiB), sim::image_layout(), 0).has_value());
}

TEST_F(LowmemPlan, UsersSizeIsTaken)
{
    wanted = 16_MiB;
    auto const made = plan(64_MiB);
    EXPECT_EQ(made.lowmem_end.base(), PhysAddr{16_MiB});
    EXPECT_FALSE(made.raised || made.cut);
}

TEST_F(LowmemPlan, UsersSizeThatIsTooSmallForTheKernelIsRaised)
{
    wanted = 1_MiB;
    auto const made = plan(64_MiB);
    EXPECT_TRUE(made.raised);
    EXPECT_GE(left_free(64_MiB, made), 1_MiB);
    EXPECT_LE(made.lowmem_end.base(), PhysAddr{5_MiB}) << "and no more than needed";
}

TEST_F(LowmemPlan, UsersSizeBeyondTheLayoutIsCutToIt)
{
    wanted = 3_GiB;
    EXPECT_EQ(plan(6_GiB).lowmem_end.base(), PhysAddr{u64{mm::layout::kDirectMapMax}});
}

TEST_F(LowmemPlan, UsersSizeBeyondTheRamIsCutToIt)
{
    wanted = 100_MiB;
    auto const made = plan(64_MiB);
    EXPECT_EQ(made.lowmem_end, map_of(64_MiB).ram_end());
    EXPECT_FALSE(made.cut);
}

TEST_F(LowmemPlan, UsersSizeTooSmallForAllMetadataDropsHighMemory)
{
    wanted = 16_MiB;
    auto const made = plan(16_GiB);
    EXPECT_EQ(made.lowmem_end.base(), PhysAddr{16_MiB});
    EXPECT_TRUE(made.cut);
    EXPECT_GE(left_free(16_GiB, made), 2_MiB);
    EXPECT_GT(made.frames_end.base(), PhysAddr{4_GiB}) << "some high memory is left";
}

TEST_F(LowmemPlan, MetadataOfAHugeMachineMakesTheDirectMapGrow)
{
    auto const made = plan(128_GiB);
    EXPECT_TRUE(made.grown);
    EXPECT_EQ(made.lowmem_end.base(), PhysAddr{u64{mm::layout::kDirectMapMax}});
    EXPECT_FALSE(made.cut);
    EXPECT_GT(left_free(128_GiB, made), 256_MiB);
}

TEST_F(LowmemPlan, MoreThanMetadataCanDescribeIsDropped)
{
    auto const made = plan(300_GiB);
    EXPECT_TRUE(made.grown && made.cut);
    EXPECT_GE(left_free(300_GiB, made), u64{mm::layout::kDirectMapMax} / 8);
    EXPECT_GT(made.frames_end.base(), PhysAddr{250_GiB});
}

TEST_F(LowmemPlan, EveryPlanFitsFromEightMibTo300Gib)
{
    for (u64 memory = 8_MiB; memory <= 300_GiB; memory += memory / 3) {
        for (u64 const size : {0_MiB, 1_MiB, 5_MiB, 33_MiB, 640_MiB}) {
            wanted = size;
            auto const made = plan(memory);
            EXPECT_GE(left_free(memory, made), 1_MiB) << memory << " lowmem=" << size;
            EXPECT_GE(made.frames_end, made.lowmem_end);
            EXPECT_LE(made.lowmem_end, map_of(memory).ram_end());
        }
    }
}

TEST_F(LowmemPlan, ModuleInTheMiddleOfLowmemLeavesRoomForTheMetadata)
{
    auto in_use = sim::kernel_in_use();
    in_use.push_back({PhysAddr{200_MiB}, PhysAddr{330_MiB}, "module"});
    mm::MemoryMap const map{sim::pc_memory(128_GiB), in_use, {.phys_bits = 40}};
    auto const made = mm::plan_lowmem(map, sim::image_layout(), 0);
    ASSERT_TRUE(made.has_value());
    u32 longest = 0;
    for (FrameRange const piece : map.unused()) {
        longest = std::max(longest, FrameRange{piece.begin, std::min(piece.end, made->lowmem_end)}.count());
    }
    EXPECT_LE(made->metadata_frames(), longest) << "it is one array";
}

} // namespace
