// SPDX-License-Identifier: MIT
// Where the direct map shows a frame, if it does. Linux's page_address() answers the same question with a
// null pointer, to which many have added an offset.
#pragma once

#include "mm/frame.hpp"
#include "mm/kernel_space.hpp"

#include <optional>

namespace mm {

/// The permanent address of a frame of lowmem; nothing for high memory, which has addresses only while it is
/// mapped. Any context.
[[nodiscard]] inline std::optional<VirtAddr> page_address(Frame frame)
{
    if (!is_lowmem(frame.pfn())) return std::nullopt;
    return lowmem_address(frame.pfn().base());
}

} // namespace mm
