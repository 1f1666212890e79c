// SPDX-License-Identifier: MIT
// Which sources this kernel was built from, so that nobody takes an old image for a new one:
// tools/fingerprint.py puts it there, and ./dormer compares it with the sources that it has before it
// believes a result.
#pragma once

#include <string_view>

namespace kernel {

/// Twelve hexadecimal digits, the same for every kernel that is built from the same sources.
[[nodiscard]] std::string_view source_fingerprint();

} // namespace kernel
