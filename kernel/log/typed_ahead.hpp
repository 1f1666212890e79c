// SPDX-License-Identifier: MIT
// What is typed while nobody reads: kept for whoever reads next, except for what asks to end the work that is
// going on.
#pragma once

#include "lib/types.hpp"

#include <array>
#include <optional>

namespace kernel {

/// A queue of letters. What does not fit any more is lost, as on a terminal's line. For one thread.
class TypedAhead {
public:
    static constexpr u32 kCapacity = 256;

    /// A letter was typed. Returns whether it asks to end the work: Ctrl-C, or Escape by itself. What was
    /// typed before it was meant for that work, and is forgotten.
    [[nodiscard]] bool take(char letter);
    /// Nothing more has been typed for now. Returns whether an Escape has stood alone since the last call:
    /// the arrow keys begin with one too, and a serial line brings their letters one by one.
    [[nodiscard]] bool settle();
    /// The oldest letter, which then is gone.
    [[nodiscard]] std::optional<char> next();

private:
    void keep(char letter);

    std::array<char, kCapacity> letters_{};
    u32 begin_ = 0;
    u32 count_ = 0;
    bool escape_ = false; ///< typed last; whether it stands alone is not known yet
    bool fresh_ = false;  ///< and settle() has not been called since
};

} // namespace kernel
