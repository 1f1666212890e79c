// SPDX-License-Identifier: MIT
// What a CPU may have cached of a few pages: every translation that was present at some moment since the page
// was last flushed, because its walker may have come by at any moment (SDM 3A, 4.10.2.3). One set in place of
// all the moments at which a real walker comes, so the explorer need not choose them.
#pragma once

#include "lib/types.hpp"

#include <array>

namespace exploration {

inline constexpr u32 kPages = 3; ///< that are looked at

class Tlb {
public:
    /// Raw entries, 0 where there is none.
    using MayBe = std::array<u64, 4>;

    [[nodiscard]] MayBe const& of(u32 page) const { return pages_[page]; }
    void drop(u32 page) { pages_[page] = {}; }
    /// The walker may find this entry now. Stops the program if there are more than it can hold.
    void may_find(u32 page, u64 entry);

private:
    std::array<MayBe, kPages> pages_{};
};

} // namespace exploration
