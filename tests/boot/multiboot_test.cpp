// SPDX-License-Identifier: MIT
// Honest boot loaders, and others.
#include "tests/support/fake_loader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace {

using testing::HasSubstr;

std::string remarks(kernel::BootInfo const& info) { return std::string{info.remarks.view()}; }

TEST(Multiboot, NamesTheLoader)
{
    FakeLoader loader;
    loader.flag(9);
    loader.word(FakeLoader::kInfo + 64, FakeLoader::kText);
    loader.text(FakeLoader::kText, "GRUB 2.06-13");
    EXPECT_EQ(loader.read().loader.view(), "GRUB 2.06-13");
}

TEST(Multiboot, ALoaderWithoutANameIsCalledThat)
{
    EXPECT_EQ(FakeLoader{}.read().loader.view(), "a loader without a name");
}

TEST(Multiboot, AnHonestLoaderGetsNoRemarks)
{
    FakeLoader loader;
    loader.command_line("run=tour");
    loader.line(0, 640_KiB, 1);
    loader.module(0x20'0000, 0x20'1000);
    EXPECT_TRUE(loader.read().remarks.empty());
}

TEST(Multiboot, DropsThePathThatQemuPutsInFront)
{
    FakeLoader loader;
    loader.command_line("build/dormer.elf run=test:mm.* noapic");
    EXPECT_EQ(loader.read().command_line.view(), "run=test:mm.* noapic");
}

TEST(Multiboot, KeepsAFirstWordThatIsNoPath)
{
    FakeLoader loader;
    loader.command_line("run=test:mm.* noapic");
    EXPECT_EQ(loader.read().command_line.view(), "run=test:mm.* noapic");
}

TEST(Multiboot, TakesQuotesOffWords)
{
    FakeLoader loader;
    loader.command_line("/boot/dormer.elf \"run=tour noapic\" log=\"info\"");
    EXPECT_EQ(loader.read().command_line.view(), "run=tour noapic log=info");
}

TEST(Multiboot, ALineOfNothingButAPathIsEmpty)
{
    FakeLoader loader;
    loader.command_line("  ./dormer.elf");
    EXPECT_EQ(loader.read().command_line.view(), "");
}

TEST(Multiboot, ShowsControlCharactersAsBlanks)
{
    FakeLoader loader;
    loader.command_line("log=info\tx\x1b[2J");
    EXPECT_EQ(loader.read().command_line.view(), "log=info x [2J");
}

TEST(Multiboot, CutsAnEndlessCommandLineAndSaysSo)
{
    FakeLoader loader;
    loader.command_line(std::string(0x2000, 'a')); // to the last byte of memory, no zero
    auto const info = loader.read();
    EXPECT_EQ(info.command_line.view(), std::string(1024, 'a'));
    EXPECT_THAT(remarks(info), HasSubstr("longer than 1024"));
}

TEST(Multiboot, TakesTheMapAsItComes)
{
    FakeLoader loader;
    loader.line(0x1'0000'0000, 2_GiB, 1);
    loader.line(0, 0, 1);
    loader.line(0xF0000, 0x10000, 2);
    auto const info = loader.read();
    ASSERT_EQ(info.memory_count, 3u);
    EXPECT_EQ(info.memory[0].begin, PhysAddr{0x1'0000'0000ull});
    EXPECT_EQ(info.memory[0].bytes, 2_GiB);
    EXPECT_EQ(info.memory[1].bytes, 0u);
    EXPECT_EQ(info.memory[2].type, 2u);
}

TEST(Multiboot, StepsOverWhatLongerLinesHaveMore)
{
    FakeLoader loader;
    loader.line(0, 640_KiB, 1, 24);
    loader.line(1_MiB, 7_MiB, 1, 24);
    auto const info = loader.read();
    ASSERT_EQ(info.memory_count, 2u);
    EXPECT_EQ(info.memory[1].begin, PhysAddr{1_MiB});
}

TEST(Multiboot, EndsAtALineOfSizeZero)
{
    FakeLoader loader;
    loader.line(0, 640_KiB, 1);
    loader.line(1_MiB, 7_MiB, 1, 0);
    loader.map_bytes(4096);
    auto const info = loader.read();
    EXPECT_EQ(info.memory_count, 1u);
    EXPECT_THAT(remarks(info), HasSubstr("damaged at 0x2018"));
}

TEST(Multiboot, EndsAtALineThatIsLongerThanTheMap)
{
    FakeLoader loader;
    loader.line(0, 640_KiB, 1);
    loader.line(1_MiB, 7_MiB, 1, 0xFFFF'FFF0);
    loader.map_bytes(48);
    auto const info = loader.read();
    EXPECT_EQ(info.memory_count, 1u);
    EXPECT_THAT(remarks(info), HasSubstr("damaged"));
}

TEST(Multiboot, EndsWhereAMapOfALyingLengthLeavesMemory)
{
    FakeLoader loader{0x2010}; // the map's first line is cut in two
    loader.flag(6);
    loader.word(FakeLoader::kInfo + 48, FakeLoader::kMap);
    loader.word(FakeLoader::kMap, 20);
    loader.map_bytes(0xFFFF'FFFF);
    auto const info = loader.read();
    EXPECT_EQ(info.memory_count, 0u);
    EXPECT_THAT(remarks(info), HasSubstr("damaged at 0x2000"));
}

TEST(Multiboot, SaysHowManyLinesDoNotFit)
{
    FakeLoader loader;
    for (u32 index = 0; index < 130; ++index) loader.line(index * 1_MiB, 4096, 1);
    auto const info = loader.read();
    EXPECT_EQ(info.memory_count, 128u);
    EXPECT_THAT(remarks(info), HasSubstr("the last 2 lines"));
}

TEST(Multiboot, KeepsTheTwoSizesBesideTheMap)
{
    FakeLoader loader;
    loader.sizes(639, 7168);
    loader.line(1_MiB, 63_MiB, 1);
    auto const info = loader.read();
    EXPECT_EQ(info.lower_bytes, 639_KiB);
    EXPECT_EQ(info.upper_bytes, 7168_KiB);
    EXPECT_EQ(info.memory_count, 1u);
}

TEST(Multiboot, WithoutSizesTheyAreZero)
{
    FakeLoader loader;
    loader.word(FakeLoader::kInfo + 4, 639); // and no flag
    EXPECT_EQ(loader.read().lower_bytes, 0u);
}

TEST(Multiboot, KeepsModules)
{
    FakeLoader loader;
    loader.module(0x20'0000, 0x30'0001);
    auto const info = loader.read();
    ASSERT_EQ(info.reserved_count, 1u);
    EXPECT_EQ(info.reserved[0].begin, PhysAddr{0x20'0000ull});
    EXPECT_EQ(info.reserved[0].end, PhysAddr{0x30'0001ull});
}

TEST(Multiboot, AnEmptyOrInvertedModuleKeepsNothing)
{
    FakeLoader loader;
    loader.module(0x20'0000, 0x20'0000);
    loader.module(0x30'0000, 0x20'0000);
    EXPECT_EQ(loader.read().reserved_count, 0u);
}

TEST(Multiboot, SaysWhenThereAreMoreModulesThanItCanKeep)
{
    FakeLoader loader;
    for (u32 index = 0; index < 40; ++index) loader.module(0x20'0000, 0x30'0000);
    auto const info = loader.read();
    EXPECT_EQ(info.reserved_count, 32u);
    EXPECT_THAT(remarks(info), HasSubstr("of 40 boot modules, only the first 32"));
}

TEST(Multiboot, AModuleListOfALyingLengthEndsWhereMemoryDoes)
{
    FakeLoader loader{0x6004};
    loader.flag(3);
    loader.word(FakeLoader::kInfo + 20, 0xFFFF'FFFF);
    loader.word(FakeLoader::kInfo + 24, FakeLoader::kModules);
    EXPECT_THAT(remarks(loader.read()), HasSubstr("only the first 0"));
}

TEST(Multiboot, AnInformationStructureOutOfReachLeavesEverythingEmpty)
{
    auto const info = FakeLoader{}.read(0xFFFF'FFFE);
    EXPECT_EQ(info.memory_count, 0u);
    EXPECT_THAT(remarks(info), HasSubstr("0xfffffffe cannot be read"));
}

TEST(Multiboot, MemoryOfThreeBytesHasNoInformation)
{
    EXPECT_THAT(remarks(FakeLoader{3}.read(0x1000)), HasSubstr("cannot be read"));
}

TEST(Multiboot, InterruptVectorsAreNoInformation)
{
    for (u32 const info : {0u, 4u, 0x4FFu}) {
        FakeLoader loader;
        for (u32 at = 0; at < 0x600; at += 4) loader.word(at, 0xF000'FF53);
        auto const read = loader.read(info);
        EXPECT_EQ(read.memory_count + read.reserved_count, 0u);
        EXPECT_EQ(read.upper_bytes, 0u);
        EXPECT_THAT(remarks(read), HasSubstr("points at the BIOS's interrupt vectors"));
    }
}

TEST(Multiboot, AnInformationStructureThatEndsEarlyHasZeros)
{
    FakeLoader loader{FakeLoader::kInfo + 4};
    loader.word(FakeLoader::kInfo, 1u << 6 | 1u << 3 | 1u << 0);
    auto const info = loader.read();
    EXPECT_EQ(info.reserved_count, 0u);
    EXPECT_EQ(boot::usable_bytes(info), 0u);
}

TEST(Multiboot, CountsUsableBytesOnly)
{
    FakeLoader loader;
    loader.line(0, 640_KiB, 1);
    loader.line(1_MiB, 7_MiB, 1);
    loader.line(16_MiB, 16_MiB, 2);
    EXPECT_EQ(boot::usable_bytes(loader.read()), 640_KiB + 7_MiB);
}

TEST(Multiboot, TheSumOfLyingSizesDoesNotWrap)
{
    FakeLoader loader;
    loader.line(0, ~u64{0}, 1);
    loader.line(0, 2, 1);
    EXPECT_EQ(boot::usable_bytes(loader.read()), ~u64{0});
}

} // namespace
