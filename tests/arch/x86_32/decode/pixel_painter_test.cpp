// SPDX-License-Identifier: MIT
// Letters as pixels, read back one by one.
#include "arch/x86_32/decode/pixel_painter.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace {

using arch::PixelPainter;
using arch::TextCell;
using kernel::Framebuffer;

// 'A' is a frame of one pixel, 'B' its left half.
constexpr arch::Font test_font()
{
    arch::Font font{};
    auto& a = font['A' - ' '];
    a.fill(0x81);
    a.front() = a.back() = 0xFF;
    font['B' - ' '].fill(0xF0);
    font['?' - ' '].fill(0x55);
    return font;
}
constexpr arch::Font kFont = test_font();

constexpr Framebuffer kUsual{.base = PhysAddr{0x8000'0000ull},
                             .pitch = 1024 * 4,
                             .width = 1024,
                             .height = 768,
                             .bits = 32,
                             .red = {16, 8},
                             .green = {8, 8},
                             .blue = {0, 8}};
constexpr u32 kGrey = 0xAAAAAA;

class Pixels {
public:
    explicit Pixels(Framebuffer const& screen) : screen_{screen}, memory_(screen.bytes(), std::byte{0x5A})
    {
        painter.use(screen, memory_.data());
        painter.clear();
    }

    [[nodiscard]] u32 at(u32 x, u32 y) const
    {
        u32 pixel = 0;
        std::memcpy(&pixel, memory_.data() + y * screen_.pitch + x * screen_.pixel_bytes(),
                    screen_.pixel_bytes());
        return pixel;
    }

    /// Is this cell, of letters whose pixels are squares of `scale`, the letter in these colours, pixel for
    /// pixel?
    [[nodiscard]] bool shows(u32 row, u32 column, char letter, u32 ink, u32 ground = 0, u32 scale = 1) const
    {
        for (u32 y = 0; y < 16 * scale; ++y)
            for (u32 x = 0; x < 8 * scale; ++x) {
                bool const set =
                    (kFont[static_cast<u32>(letter - ' ')][y / scale] & (0x80u >> (x / scale))) != 0;
                if (at(column * 8 * scale + x, row * 16 * scale + y) != (set ? ink : ground)) return false;
            }
        return true;
    }

    /// Whatever lies behind the pixels of each row, up to the next one.
    [[nodiscard]] bool padding_untouched() const
    {
        for (u32 y = 0; y < screen_.height; ++y)
            for (u32 x = screen_.width * screen_.pixel_bytes(); x < screen_.pitch; ++x)
                if (memory_[y * screen_.pitch + x] != std::byte{0x5A}) return false;
        return true;
    }

    PixelPainter painter{kFont};

private:
    Framebuffer screen_;
    std::vector<std::byte> memory_; // exactly the screen: a pixel beyond it is found by ASan
};

TEST(PixelPainter, PaintsALetterWhereItBelongs)
{
    Pixels pixels{kUsual};
    pixels.painter.paint(47, 79, {'A'});
    EXPECT_TRUE(pixels.shows(47, 79, 'A', kGrey));
    EXPECT_TRUE(pixels.shows(47, 78, ' ', kGrey));
    EXPECT_TRUE(pixels.shows(46, 79, ' ', kGrey));
}

TEST(PixelPainter, PaintsOverWhatWasThere)
{
    Pixels pixels{kUsual};
    pixels.painter.paint(0, 0, {'A'});
    pixels.painter.paint(0, 0, {'B'});
    EXPECT_TRUE(pixels.shows(0, 0, 'B', kGrey));
}

TEST(PixelPainter, KnowsTheVgasColours)
{
    Pixels pixels{kUsual};
    pixels.painter.paint(0, 0, {'A', 0x4E});
    EXPECT_TRUE(pixels.shows(0, 0, 'A', 0xFFFF55, 0xAA0000));
    pixels.painter.paint(0, 1, {'A', 0x16});
    EXPECT_TRUE(pixels.shows(0, 1, 'A', 0xAA5500, 0x0000AA));
}

TEST(PixelPainter, PutsColoursWhereTheScreenHasThem)
{
    Framebuffer reversed = kUsual;
    std::swap(reversed.red, reversed.blue);
    Pixels pixels{reversed};
    pixels.painter.paint(0, 0, {'A', 0x04});
    EXPECT_TRUE(pixels.shows(0, 0, 'A', 0x0000AA));
}

TEST(PixelPainter, SixteenBitsAPixel)
{
    Framebuffer screen = kUsual;
    screen.bits = 16;
    screen.pitch = 1024 * 2 + 64;
    screen.red = {11, 5};
    screen.green = {5, 6};
    screen.blue = {0, 5};
    Pixels pixels{screen};
    pixels.painter.paint(3, 5, {'A'});
    EXPECT_TRUE(pixels.shows(3, 5, 'A', 0xAD55));
    EXPECT_TRUE(pixels.padding_untouched());
}

TEST(PixelPainter, EightBitsAPixelAreTheColoursNumbers)
{
    Framebuffer screen = kUsual;
    screen.bits = 8;
    screen.pitch = 1024 + 16;
    screen.red = screen.green = screen.blue = {};
    Pixels pixels{screen};
    pixels.painter.paint(3, 5, {'A', 0x4E});
    EXPECT_TRUE(pixels.shows(3, 5, 'A', 14, 4));
    EXPECT_TRUE(pixels.shows(3, 6, ' ', 7));
    EXPECT_TRUE(pixels.padding_untouched());
}

TEST(PixelPainter, TwentyFourBitsAPixelDownToTheLastByte)
{
    Framebuffer screen = kUsual;
    screen.bits = 24;
    screen.width = 640;
    screen.height = 400;
    screen.pitch = 640 * 3;
    Pixels pixels{screen};
    ASSERT_EQ(pixels.painter.rows(), 25u);
    pixels.painter.paint(24, 79, {'A'});
    pixels.painter.paint(24, 78, {'B'});
    EXPECT_TRUE(pixels.shows(24, 79, 'A', kGrey));
    EXPECT_TRUE(pixels.shows(24, 78, 'B', kGrey));
}

TEST(PixelPainter, RespectsThePitch)
{
    Framebuffer screen = kUsual;
    screen.pitch = 1024 * 4 + 256;
    Pixels pixels{screen};
    pixels.painter.paint(20, 20, {'A'});
    EXPECT_TRUE(pixels.shows(20, 20, 'A', kGrey));
    EXPECT_TRUE(pixels.padding_untouched());
}

TEST(PixelPainter, ALargeScreenHasLargeLetters)
{
    Framebuffer screen = kUsual;
    screen.width = 1920;
    screen.height = 1080;
    screen.pitch = 1920 * 4;
    Pixels pixels{screen};
    EXPECT_EQ(pixels.painter.rows(), 33u);
    pixels.painter.paint(32, 79, {'A'});
    EXPECT_TRUE(pixels.shows(32, 79, 'A', kGrey, 0, 2));
}

TEST(PixelPainter, HasAsManyRowsAsThereIsRoomFor)
{
    EXPECT_EQ(Pixels{kUsual}.painter.rows(), 48u);
    Framebuffer narrow = kUsual;
    narrow.width = 700;
    narrow.height = 1200;
    EXPECT_EQ(Pixels{narrow}.painter.rows(), arch::TextScreen::kMaxRows);
}

TEST(PixelPainter, TheCursorIsABarThatLeavesNothingBehind)
{
    Pixels pixels{kUsual};
    pixels.painter.paint(0, 0, {'A'});
    pixels.painter.place_cursor(0, 0, {'A'});
    EXPECT_EQ(pixels.at(0, 14), kGrey);
    EXPECT_EQ(pixels.at(3, 14), kGrey);
    EXPECT_FALSE(pixels.shows(0, 0, 'A', kGrey));
    pixels.painter.place_cursor(0, 1, {});
    EXPECT_TRUE(pixels.shows(0, 0, 'A', kGrey));
}

TEST(PixelPainter, ALetterUnderTheCursorStaysWhenTheCursorGoes)
{
    Pixels pixels{kUsual};
    pixels.painter.place_cursor(0, 0, {});
    pixels.painter.paint(0, 0, {'B'});
    pixels.painter.place_cursor(0, 1, {});
    EXPECT_TRUE(pixels.shows(0, 0, 'B', kGrey));
}

TEST(PixelPainter, WhatTheFontLacksIsAQuestionMark)
{
    Pixels pixels{kUsual};
    pixels.painter.paint(0, 0, {'\x7f'});
    EXPECT_TRUE(pixels.shows(0, 0, '?', kGrey));
}

} // namespace
