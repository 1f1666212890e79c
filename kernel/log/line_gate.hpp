// SPDX-License-Identifier: MIT
// What a reader at a screen or terminal wants done with lines before they are shown. Nothing is done unless
// somebody asked for it.
#pragma once

#include "lib/types.hpp"

#include <string_view>

namespace kernel {

/// Stands between say() and the consoles.
class LineGate {
public:
    /// Before `text`, without its last line end, is shown. May wait where the caller may sleep. False: it is
    /// not to be shown. Any context.
    [[nodiscard]] virtual bool admit(std::string_view text) = 0;

protected:
    ~LineGate() = default;
};

/// From now on lines pass `gate`, which must live until the next call; null: they are shown at once. Returns
/// the one before.
LineGate* set_line_gate(LineGate* gate);

/// From now on lines are broken between words, so that none is longer than `columns`; 0: they are not. Boot
/// CPU.
void set_line_columns(u32 columns);

} // namespace kernel
