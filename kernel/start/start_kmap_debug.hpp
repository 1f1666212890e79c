// SPDX-License-Identifier: MIT
// From `kmap.debug=` to what memory management does.
#pragma once

#include "lib/text.hpp"
#include "mm/kmap_debug.hpp"

namespace kernel {

/// `wanted` without what cannot be combined; says in one sentence what was left out, and why.
[[nodiscard]] mm::KmapDebug without_contradictions(mm::KmapDebug wanted, lib::Sink& complaints);

/// Boot CPU, once memory is there and before anything is mapped. Logs what is on.
void start_kmap_debug(mm::KmapDebug const& wanted);

} // namespace kernel
