// SPDX-License-Identifier: MIT
// Where the kernel's image lies. Its parts: hw::image_layout().
#pragma once

#include "lib/address.hpp"

namespace arch {

/// All of it, including what is only used before paging. Physical addresses are lower by
/// layout::kKernelBase.
[[nodiscard]] VirtRange image_range();

} // namespace arch
