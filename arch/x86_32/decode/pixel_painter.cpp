// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/pixel_painter.hpp"

#include "arch/x86_32/decode/vga_colours.hpp"

#include <algorithm>
#include <cstring>

namespace arch {
namespace {

constexpr u32 kGoodRows = 30;                  // letters grow only where there is room for so many
constexpr u32 kCursorLine = kLetterHeight - 2; // from here down to the letter's foot

constexpr u32 part_of_pixel(u8 value, kernel::ColourField field)
{
    return (u32{value} >> (8 - field.bits)) << field.shift;
}

u32 pixel_of(Rgb colour, kernel::Framebuffer const& screen)
{
    return part_of_pixel(colour.red, screen.red) | part_of_pixel(colour.green, screen.green) |
           part_of_pixel(colour.blue, screen.blue);
}

// Eight pixels of a letter, each `scale` times; the number of bytes as a constant makes each one a single
// store.
template <u32 kBytes> void paint_pixels(std::byte* at, u8 bits, u32 ink, u32 ground, u32 scale)
{
    for (u32 mask = 0x80; mask != 0; mask >>= 1) {
        u32 const pixel = (bits & mask) != 0 ? ink : ground;
        for (u32 copy = 0; copy < scale; ++copy, at += kBytes) std::memcpy(at, &pixel, kBytes);
    }
}

} // namespace

void PixelPainter::use(kernel::Framebuffer const& screen, std::byte* memory)
{
    screen_ = screen;
    memory_ = memory;
    scale_ = std::max(1u, std::min(screen.width / (TextScreen::kColumns * kLetterWidth),
                                   screen.height / (kGoodRows * kLetterHeight)));
    for (u32 number = 0; number < kVgaColours.size(); ++number)
        palette_[number] = screen.indexed() ? number : pixel_of(kVgaColours[number], screen);
    cursor_.reset();
}

// Black is 0, whatever the order of colours, and in the table of colours too.
void PixelPainter::clear()
{
    for (u32 y = 0; y < screen_.height; ++y)
        std::memset(memory_ + y * screen_.pitch, 0, screen_.width * screen_.pixel_bytes());
}

u32 PixelPainter::rows() const
{
    return std::min(screen_.height / (kLetterHeight * scale_), TextScreen::kMaxRows);
}

PixelPainter::Colours PixelPainter::colours_of(TextCell cell) const
{
    return {.ink = palette_[cell.colours % 16], .ground = palette_[cell.colours / 16]};
}

void PixelPainter::paint_line(u32 row, u32 column, u32 line, u8 bits, Colours colours) const
{
    u32 const y = (row * kLetterHeight + line) * scale_;
    std::byte* at = memory_ + y * screen_.pitch + column * kLetterWidth * scale_ * screen_.pixel_bytes();
    for (u32 copy = 0; copy < scale_; ++copy, at += screen_.pitch) switch (screen_.pixel_bytes()) {
        case 1: paint_pixels<1>(at, bits, colours.ink, colours.ground, scale_); break;
        case 2: paint_pixels<2>(at, bits, colours.ink, colours.ground, scale_); break;
        case 3: paint_pixels<3>(at, bits, colours.ink, colours.ground, scale_); break;
        default: paint_pixels<4>(at, bits, colours.ink, colours.ground, scale_); break;
        }
}

void PixelPainter::paint(u32 row, u32 column, TextCell cell)
{
    bool const known = cell.letter >= kFirstLetter && cell.letter <= kLastLetter;
    Glyph const& glyph = (*font_)[static_cast<u32>((known ? cell.letter : '?') - kFirstLetter)];
    for (u32 line = 0; line < kLetterHeight; ++line)
        paint_line(row, column, line, glyph[line], colours_of(cell));
    if (cursor_ && cursor_->row == row && cursor_->column == column) cursor_->under = cell;
}

void PixelPainter::place_cursor(u32 row, u32 column, TextCell under)
{
    if (cursor_) paint(cursor_->row, cursor_->column, cursor_->under);
    cursor_ = Cursor{row, column, under};
    for (u32 line = kCursorLine; line < kLetterHeight; ++line)
        paint_line(row, column, line, 0xFF, colours_of(under));
}

} // namespace arch
