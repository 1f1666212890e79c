// SPDX-License-Identifier: MIT
// Where the parts of the kernel's image lie. Defined by arch/x86_32; the host tests bring their own.
#pragma once

#include "mm/image_layout.hpp"

#include <span>

namespace hw {

/// Where the parts of the kernel's image lie. Valid for ever.
[[nodiscard]] mm::ImageLayout image_layout() noexcept;

/// A stack that is part of the image. The page below `bytes` is its guard: never mapped in the final tables.
struct ImageStack {
    VirtRange bytes;
    char const* owner; ///< a literal: whose it is
};
[[nodiscard]] std::span<ImageStack const> image_stacks() noexcept;

} // namespace hw
