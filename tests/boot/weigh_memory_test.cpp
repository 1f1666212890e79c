// SPDX-License-Identifier: MIT
#include "boot/weigh_memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using testing::HasSubstr;

constexpr u32 kReserved = 2;
constexpr u64 kFirst = 0x10'0000, kEnd = 0x40'0000; // of the kernel

/// A loader that hands over `lines` and two sizes, for a kernel that runs from 1 MiB to 4 MiB.
class WeighMemory : public testing::Test {
protected:
    WeighMemory() { info.reserved[info.reserved_count++] = {PhysAddr{kFirst}, PhysAddr{kEnd}, "the kernel"}; }

    void line(u64 begin, u64 bytes, u32 type = mm::FirmwareRange::kUsable)
    {
        info.memory[info.memory_count++] = {PhysAddr{begin}, bytes, type};
    }
    void sizes(u64 lower, u64 upper) { info.lower_bytes = lower, info.upper_bytes = upper; }
    /// What stays said after weighing.
    std::string weigh(arch::CmosMemory cmos = {})
    {
        boot::weigh_memory(info, cmos);
        return std::string{info.remarks.view()};
    }
    void expect_sizes(u64 lower, u64 upper)
    {
        ASSERT_EQ(info.memory_count, 2u);
        EXPECT_EQ(info.memory[0].begin, PhysAddr{0ull});
        EXPECT_EQ(info.memory[0].bytes, lower);
        EXPECT_EQ(info.memory[1].begin, PhysAddr{1_MiB});
        EXPECT_EQ(info.memory[1].bytes, upper);
    }

    kernel::BootInfo info;
};

TEST_F(WeighMemory, MapThatMakesSenseIsBelievedWithoutAWord)
{
    line(0, 639_KiB);
    line(1_MiB, 127_MiB);
    sizes(640_KiB, 15_MiB); // what BIOS call 0x88 says of any machine
    EXPECT_EQ(weigh({640_KiB, 63_MiB}), "");
    EXPECT_EQ(info.memory_count, 2u);
    EXPECT_EQ(info.memory[1].bytes, 127_MiB);
}

TEST_F(WeighMemory, WithoutAMapTheTwoSizesDo)
{
    sizes(639_KiB, 127_MiB);
    EXPECT_THAT(weigh(), HasSubstr("no memory map, only sizes: 639 KiB and, from 1 MiB, 130048 KiB"));
    expect_sizes(639_KiB, 127_MiB);
}

TEST_F(WeighMemory, VideoMemoryIsNotRamWhateverTheSizesSay)
{
    sizes(1024_KiB, 127_MiB);
    weigh();
    expect_sizes(640_KiB, 127_MiB);
}

TEST_F(WeighMemory, MapWithoutRamUnderTheKernelIsNotBelieved)
{
    line(0, 639_KiB);
    line(16_MiB, 112_MiB);
    sizes(639_KiB, 127_MiB);
    EXPECT_THAT(weigh(), HasSubstr("not believed: it has no RAM where the kernel runs"));
    expect_sizes(639_KiB, 127_MiB);
}

TEST_F(WeighMemory, LineThatCallsEverythingReservedIsNotBelieved)
{
    line(0, 128_MiB);
    line(0, ~u64{0}, 0xFFFF'FFFF);
    sizes(639_KiB, 127_MiB);
    EXPECT_THAT(weigh(), HasSubstr("not believed"));
    expect_sizes(639_KiB, 127_MiB);
}

TEST_F(WeighMemory, MapThatEndsTooEarlyGivesWay)
{
    line(0, 639_KiB);
    line(1_MiB, 4_MiB);
    sizes(639_KiB, 127_MiB);
    EXPECT_THAT(weigh(), HasSubstr("not believed: there is more than it tells of"));
    expect_sizes(639_KiB, 127_MiB);
}

TEST_F(WeighMemory, ALoaderThatSaysNothingLeavesTheBatteryBackedMemory)
{
    EXPECT_THAT(weigh({640_KiB, 127_MiB}),
                HasSubstr("battery-backed memory: 640 KiB and, from 1 MiB, 129024 KiB"));
    expect_sizes(640_KiB, 126_MiB); // less what firmware may keep at the end
}

TEST_F(WeighMemory, NobodyKeepsAnythingOnASmallBoard)
{
    weigh({640_KiB, 7_MiB});
    expect_sizes(640_KiB, 7_MiB);
}

TEST_F(WeighMemory, SizeThatReachesTheDevicesIsNotBelieved)
{
    sizes(0xFFFF'FFFFull << 10, 0xFFFF'FFFFull << 10);
    EXPECT_THAT(weigh({640_KiB, 15_MiB}), HasSubstr("4294967295 KiB from 1 MiB on are not believed"));
    expect_sizes(640_KiB, 15_MiB);
}

TEST_F(WeighMemory, WhereNobodyCanBeBelievedThereIsNothing)
{
    sizes(640_KiB, 0xFFFF'FFFFull << 10);
    weigh();
    EXPECT_EQ(info.memory_count, 0u);
}

TEST_F(WeighMemory, SmallMachineStaysSmall)
{
    line(0, 639_KiB);
    line(1_MiB, 3_MiB);
    sizes(639_KiB, 3_MiB);
    EXPECT_EQ(weigh({640_KiB, 3_MiB}), "");
    EXPECT_EQ(info.memory_count, 2u);
}

TEST_F(WeighMemory, LinesInDisorderThatOverlapAndWrapAreWeighedAsWhatTheyAmountTo)
{
    line(4_MiB, ~u64{0});
    line(2_MiB, 8_MiB);
    line(0x50'0000, 0);
    line(1_MiB, 2_MiB);
    line(1_GiB, 4_KiB, kReserved);
    EXPECT_EQ(weigh(), "");
    EXPECT_EQ(info.memory_count, 5u);
}

} // namespace
