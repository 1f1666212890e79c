// SPDX-License-Identifier: MIT
// A list of tags, honest or damaged.
#include "boot/multiboot2.hpp"
#include "tests/support/fake_tags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace {

using testing::HasSubstr;

std::string said(kernel::BootInfo const& info) { return std::string{info.remarks.view()}; }

TEST(Multiboot2, ReadsWhatGrubHandsOverUnderUefi)
{
    FakeTags tags;
    tags.text(1, "run=tour \"log=info\"");
    tags.text(2, "GRUB 2.06-13");
    tags.sizes(639, 7168);
    tags.map({{0, 640_KiB, 1}, {0x1'0000'0000, 2_GiB, 1}, {0x7F00'0000, 64_KiB, 4}});
    tags.module(0x20'0000, 0x20'1000);
    tags.add(42, {1, 2, 3}); // one that we do not know
    auto const info = tags.read();
    EXPECT_EQ(said(info), "");
    EXPECT_EQ(info.command_line.view(), "run=tour log=info");
    EXPECT_EQ(info.loader.view(), "GRUB 2.06-13");
    ASSERT_EQ(info.memory_count, 3u);
    EXPECT_EQ(info.memory[1].begin, PhysAddr{0x1'0000'0000ull});
    EXPECT_EQ(info.memory[1].bytes, 2_GiB);
    EXPECT_EQ(info.memory[2].type, 4u);
    ASSERT_EQ(info.reserved_count, 1u);
    EXPECT_EQ(info.reserved[0].end, PhysAddr{0x20'1000ull});
}

TEST(Multiboot2, ALoaderWithoutANameIsCalledThat)
{
    EXPECT_EQ(FakeTags{}.read().loader.view(), "a loader without a name");
}

TEST(Multiboot2, KeepsTheTwoSizes)
{
    FakeTags tags;
    tags.sizes(639, 7168);
    auto const info = tags.read();
    EXPECT_EQ(info.lower_bytes, 639_KiB);
    EXPECT_EQ(info.upper_bytes, 7168_KiB);
}

TEST(Multiboot2, StepsOverWhatLongerLinesHaveMore)
{
    FakeTags tags;
    tags.map({{0, 640_KiB, 1}, {1_MiB, 7_MiB, 1}}, 40);
    auto const info = tags.read();
    ASSERT_EQ(info.memory_count, 2u);
    EXPECT_EQ(info.memory[1].begin, PhysAddr{1_MiB});
}

TEST(Multiboot2, AMapOfImpossibleLinesIsNamedAndIgnored)
{
    for (u32 const line : {8u, 20u, 25u, 0xFFFF'FFF1u}) {
        FakeTags tags;
        tags.map({{0, 640_KiB, 1}}, 24, line);
        auto const info = tags.read();
        EXPECT_EQ(info.memory_count, 0u) << line;
        EXPECT_THAT(said(info), HasSubstr("the memory map has lines of " + std::to_string(line) + " bytes"));
    }
}

TEST(Multiboot2, SaysHowManyLinesDoNotFit)
{
    FakeTags tags;
    tags.map(std::vector<FakeTags::Line>(130, {1_MiB, 4096, 1}));
    EXPECT_THAT(said(tags.read()), HasSubstr("the last 2 lines"));
}

TEST(Multiboot2, ATagShorterThanItsHeadEndsTheList)
{
    FakeTags tags;
    tags.text(1, "run=tour");
    tags.damaged(2, 7);
    tags.map({{0, 640_KiB, 1}});
    auto const info = tags.read();
    EXPECT_EQ(info.command_line.view(), "run=tour");
    EXPECT_EQ(info.memory_count, 0u);
    EXPECT_THAT(said(info), HasSubstr("damaged at its byte 32; the rest of it is ignored"));
}

TEST(Multiboot2, ATagLongerThanTheListEndsIt)
{
    FakeTags tags;
    tags.damaged(6, 0xFFFF'FFFF);
    EXPECT_THAT(said(tags.read()), HasSubstr("damaged at its byte 8"));
}

TEST(Multiboot2, AnEndlessCommandLineEndsWithItsTag)
{
    FakeTags tags;
    tags.add(1, {'a', 'b', 'c'}); // without its zero
    tags.text(2, "GRUB");
    EXPECT_EQ(tags.read().command_line.view(), "abc");
}

TEST(Multiboot2, SaysWhenThereAreMoreModulesThanItCanKeep)
{
    FakeTags tags;
    for (u32 index = 0; index < 40; ++index) tags.module(0x20'0000, 0x30'0000);
    EXPECT_THAT(said(tags.read()), HasSubstr("of 40 boot modules, only the first 32"));
}

TEST(Multiboot2, TakesTheNewerOfTwoAnchors)
{
    FakeTags tags;
    tags.add(15, std::vector<u8>(36, 2));
    tags.add(14, std::vector<u8>(20, 1));
    auto const info = tags.read();
    EXPECT_EQ(info.rsdp.bytes, 36u);
    EXPECT_EQ(info.rsdp.data[35], std::byte{2});
}

TEST(Multiboot2, AnAnchorThatIsCutIsNamedAndIgnored)
{
    FakeTags tags;
    tags.add(15, std::vector<u8>(35, 2));
    auto const info = tags.read();
    EXPECT_EQ(info.rsdp.bytes, 0u);
    EXPECT_THAT(said(info), HasSubstr("copy of ACPI's RSDP is too short"));
}

TEST(Multiboot2, AStructureOfNoSizeLeavesEverythingEmpty)
{
    kernel::BootInfo info;
    boot::read_multiboot_tags({}, info);
    EXPECT_EQ(info.memory_count, 0u);
    EXPECT_THAT(said(info), HasSubstr("no believable size"));
}

TEST(Multiboot2, BelievesSizesFromAHeadToAMebibyte)
{
    auto const size_of = [](u32 claimed) {
        std::array<u32, 2> const head{claimed, 0};
        return boot::multiboot2_bytes(std::as_bytes(std::span{head}).first<8>());
    };
    EXPECT_EQ(size_of(7), 0u);
    EXPECT_EQ(size_of(8), 8u);
    EXPECT_EQ(size_of(1u << 20), 1u << 20);
    EXPECT_EQ(size_of((1u << 20) + 1), 0u);
    EXPECT_EQ(size_of(~0u), 0u);
}

} // namespace
