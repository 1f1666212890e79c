// SPDX-License-Identifier: MIT
// The VGA's text memory: 80 by 25 pairs of a letter and its colours, and a cursor of its own.
#pragma once

#include "arch/x86_32/decode/text_painter.hpp"
#include "lib/address.hpp"

namespace arch {

inline constexpr Pfn kVgaTextFrame{0xB8};
inline constexpr u32 kVgaTextRows = 25;

class VgaTextPainter final : public TextPainter {
public:
    /// `buffer`: where kVgaTextFrame is mapped from now on.
    void use(VirtAddr buffer);

    void paint(u32 row, u32 column, TextCell cell) override;
    void place_cursor(u32 row, u32 column, TextCell under) override;

private:
    VirtAddr buffer_{};
};

[[nodiscard]] VgaTextPainter& vga_text();

} // namespace arch
