// SPDX-License-Identifier: MIT
// Screens as a loader describes them: usable ones, and others, each refused with a sentence.
#include "tests/support/fake_loader.hpp"
#include "tests/support/fake_tags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace {

using testing::HasSubstr;

constexpr u64 kAddress = 0x8000'0000;

kernel::BootInfo screen(u64 address, u32 pitch, u32 width, u32 height, u8 bits, u8 kind = 1)
{
    FakeTags tags;
    tags.map({{0, 640_KiB, 1}, {1_MiB, 511_MiB, 1}, {kAddress, 16_MiB, 2}});
    tags.framebuffer(address, pitch, width, height, bits, kind);
    return tags.read();
}

void expect_dark(kernel::BootInfo const& info, char const* sentence)
{
    EXPECT_FALSE(info.framebuffer.has_value()) << sentence;
    EXPECT_THAT(std::string{info.remarks.view()}, HasSubstr(sentence));
    EXPECT_THAT(std::string{info.remarks.view()}, HasSubstr("the screen stays dark\n"));
    EXPECT_EQ(info.memory_count, 3u) << "the rest is read all the same";
}

TEST(Framebuffer, AnHonestOneIsTaken)
{
    auto const info = screen(kAddress, 4096, 1024, 768, 32);
    ASSERT_TRUE(info.framebuffer.has_value());
    EXPECT_EQ(*info.framebuffer, (kernel::Framebuffer{.base = PhysAddr{kAddress},
                                                      .pitch = 4096,
                                                      .width = 1024,
                                                      .height = 768,
                                                      .bits = 32,
                                                      .red = {16, 8},
                                                      .green = {8, 8},
                                                      .blue = {0, 8}}));
    EXPECT_TRUE(info.remarks.empty());
}

TEST(Framebuffer, OfMultiboot1IsTheSame)
{
    FakeLoader loader;
    loader.flag(12);
    loader.quad(FakeLoader::kInfo + 88, kAddress);
    loader.word(FakeLoader::kInfo + 96, 4096);
    loader.word(FakeLoader::kInfo + 100, 1024);
    loader.word(FakeLoader::kInfo + 104, 768);
    loader.word(FakeLoader::kInfo + 108, 0x0810'0120); // 32 bits, direct colour, red at 16 with 8 bits
    loader.word(FakeLoader::kInfo + 112, 0x0800'0808); // green at 8, blue at 0
    EXPECT_EQ(loader.read().framebuffer, screen(kAddress, 4096, 1024, 768, 32).framebuffer);
}

TEST(Framebuffer, PixelsOf8BitsAreNumbersOfColours)
{
    auto const info = screen(kAddress, 1024, 1024, 768, 8, 0);
    ASSERT_TRUE(info.framebuffer.has_value());
    EXPECT_TRUE(info.framebuffer->indexed()) << "although fields of colours are in the same place";
    EXPECT_EQ(info.framebuffer->pixel_bytes(), 1u);
    EXPECT_TRUE(info.remarks.empty());
    EXPECT_FALSE(screen(kAddress, 4096, 1024, 768, 32).framebuffer->indexed());
}

TEST(Framebuffer, AScreenOfLettersIsNoneAndNoReasonForAWord)
{
    auto const info = screen(0xB'8000, 160, 80, 25, 16, 2);
    EXPECT_FALSE(info.framebuffer.has_value());
    EXPECT_TRUE(info.remarks.empty());
}

TEST(Framebuffer, WhatCannotBeUsedIsSaid)
{
    expect_dark(screen(kAddress, 4096, 1024, 768, 32, 0),
                "the framebuffer has a table of colours for 32 bits a pixel, not for 8");
    expect_dark(screen(kAddress, 4096, 1024, 768, 32, 3), "the framebuffer is of kind 3, which is unknown");
    expect_dark(screen(kAddress, 1024, 1024, 768, 4, 0), "has 4 bits a pixel, not 8, 16, 24 or 32");
    expect_dark(screen(kAddress, 1023, 1024, 768, 8, 0), "has rows of 1023 bytes, too few for 1024 pixels");
    expect_dark(screen(kAddress, 4096, 320, 200, 32), "has 320 by 200 pixels, too few for 80 by 25 letters");
    expect_dark(screen(kAddress, 4096, 1024, 399, 32), "too few for 80 by 25 letters");
    expect_dark(screen(kAddress, ~0u, ~0u, ~0u, 32), "has 4294967295 by 4294967295 pixels, which cannot be");
    expect_dark(screen(kAddress, 4095, 1024, 768, 32), "has rows of 4095 bytes, too few for 1024 pixels");
    expect_dark(screen(kAddress, 0, 1024, 768, 32), "has rows of 0 bytes");
    expect_dark(screen(kAddress, ~0u, 1024, 768, 32), "has 768 rows of 4294967295 bytes, more than 64 MiB");
    expect_dark(screen(0, 4096, 1024, 768, 32), "is said to lie at 0x0");
    expect_dark(screen(~u64{0} - 4096, 4096, 1024, 768, 32), "is said to lie at 0xffffffffffffefff");
}

TEST(Framebuffer, InUsableMemoryIsNotBelieved)
{
    expect_dark(screen(16_MiB, 4096, 1024, 768, 32), "lies in usable memory");
    expect_dark(screen(512_MiB - 4096, 4096, 1024, 768, 32), "lies in usable memory");
    EXPECT_TRUE(screen(512_MiB, 4096, 1024, 768, 32).framebuffer.has_value());
}

TEST(Framebuffer, ATagThatIsCutIsSaid)
{
    FakeTags tags;
    tags.add(8, std::vector<u8>(20));
    EXPECT_THAT(std::string{tags.read().remarks.view()}, HasSubstr("says about a framebuffer is too short"));
}

TEST(Framebuffer, ColoursOutsideOfAPixelAreNotBelieved)
{
    FakeLoader loader;
    loader.flag(12);
    loader.quad(FakeLoader::kInfo + 88, kAddress);
    loader.word(FakeLoader::kInfo + 96, 2048);
    loader.word(FakeLoader::kInfo + 100, 1024);
    loader.word(FakeLoader::kInfo + 104, 768);
    loader.word(FakeLoader::kInfo + 108, 0x0810'0110); // 16 bits, and red at 16
    auto const info = loader.read();
    EXPECT_FALSE(info.framebuffer.has_value());
    EXPECT_THAT(std::string{info.remarks.view()}, HasSubstr("colours that lie outside of a pixel"));
}

} // namespace
