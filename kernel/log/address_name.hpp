// SPDX-License-Identifier: MIT
// Where an address lies, in words, for reports. mm/region.hpp knows the large parts; here are the parts of
// the kernel's own image, which lies in the direct map.
#pragma once

#include "lib/address.hpp"

namespace kernel {

/// "the kernel's text", "the vmap area"; a literal.
[[nodiscard]] char const* address_name(VirtAddr address);

} // namespace kernel
