// SPDX-License-Identifier: MIT
// Where the parts of the kernel's own image lie. arch/x86_32 knows them from the linker; mm only uses them.
#pragma once

#include "lib/address.hpp"

#include <algorithm>
#include <span>

namespace mm {

/// Page-aligned ranges of the direct map. What lies between them is mapped like any other RAM.
struct ImageLayout {
    VirtRange text;                   ///< R-X
    VirtRange rodata;                 ///< R--
    VirtRange data;                   ///< RW-, bss included
    std::span<VirtAddr const> guards; ///< pages inside data that stay unmapped: one below each stack

    /// One past the image's last byte, wherever its parts lie.
    [[nodiscard]] constexpr VirtAddr end() const { return std::max({text.end, rodata.end, data.end}); }
};

} // namespace mm
