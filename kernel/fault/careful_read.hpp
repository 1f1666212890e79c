// SPDX-License-Identifier: MIT
// Reading memory of which nobody knows whether it is there: for panics, which must not fault themselves.
#pragma once

#include "lib/address.hpp"

#include <optional>

namespace kernel {

/// What lies at `address`, as far as `root`'s tables say that something is mapped there; they must be in use.
/// Any context. Reading device memory may do something to the device.
[[nodiscard]] std::optional<u8> read_byte(PhysAddr root, VirtAddr address);

/// The same for a word; nothing if `address` is not a multiple of 4.
[[nodiscard]] std::optional<u32> read_word(PhysAddr root, VirtAddr address);

} // namespace kernel
