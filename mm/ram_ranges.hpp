// SPDX-License-Identifier: MIT
// Where RAM lies, for code that maps devices: a frame of RAM is cached as memory everywhere else and must
// not be mapped in any other way.
#pragma once

#include "lib/address.hpp"

#include <span>

namespace mm {

/// `ram`: sorted and disjoint (MemoryMap::ram()). Copied. Once, before the first device is mapped.
void remember_ram(std::span<FrameRange const> ram);

/// Is any of `frames` RAM? Any context.
[[nodiscard]] bool is_ram(FrameRange frames);

} // namespace mm
