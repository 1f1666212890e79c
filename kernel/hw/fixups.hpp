// SPDX-License-Identifier: MIT
// The exception table, which arch fills. Defined by arch/x86_32; the host tests bring their own.
#pragma once

#include <span>

namespace kernel {
struct Fixup;
} // namespace kernel

namespace hw {

/// The exception table, ascending.
[[nodiscard]] std::span<kernel::Fixup const> fixups() noexcept;

} // namespace hw
