// SPDX-License-Identifier: MIT
// Letters as pixels of a linear framebuffer: 8, 16, 24 or 32 bits a pixel, any order of colours, any pitch.
// On a large screen each pixel of a letter becomes a square, as long as 80 columns and 30 rows have room.
#pragma once

#include "arch/x86_32/decode/font.hpp"
#include "arch/x86_32/decode/text_painter.hpp"
#include "kernel/start/framebuffer.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace arch {

class PixelPainter final : public TextPainter {
public:
    explicit constexpr PixelPainter(Font const& font) : font_{&font} {}

    /// `memory`: where the first byte of `screen` is mapped from now on. Precondition: room for 80 by 25
    /// letters.
    void use(kernel::Framebuffer const& screen, std::byte* memory);
    /// Everything black.
    void clear();
    /// How many rows of text there is room for, at most TextScreen::kMaxRows.
    [[nodiscard]] u32 rows() const;

    void paint(u32 row, u32 column, TextCell cell) override;
    void place_cursor(u32 row, u32 column, TextCell under) override;

private:
    struct Colours {
        u32 ink, ground;
    };
    [[nodiscard]] Colours colours_of(TextCell cell) const;
    /// A row of a letter's pixels, at `line` from its top.
    void paint_line(u32 row, u32 column, u32 line, u8 bits, Colours colours) const;

    Font const* font_;
    kernel::Framebuffer screen_{};
    std::byte* memory_ = nullptr;
    u32 scale_ = 1; // pixels of the screen for one of a letter, in both directions
    std::array<u32, 16> palette_{};
    struct Cursor {
        u32 row = 0, column = 0;
        TextCell under; // what stands there
    };
    std::optional<Cursor> cursor_;
};

} // namespace arch
