// SPDX-License-Identifier: MIT
// What shows the cells of a text screen: the VGA's text memory, or pixels. The screen knows no more of its
// device.
#pragma once

#include "arch/x86_32/decode/text_screen.hpp"

namespace arch {

/// Works in a panic: no lock, no allocation, no waiting.
class TextPainter {
public:
    /// Shows one cell. `row` and `column` are within what the device has room for.
    virtual void paint(u32 row, u32 column, TextCell cell) = 0;
    /// The next letter goes to this cell, which shows `under`. Called after the cells have been painted.
    virtual void place_cursor(u32 row, u32 column, TextCell under) = 0;

protected:
    ~TextPainter() = default;
};

} // namespace arch
