// SPDX-License-Identifier: MIT
// The judges of the windows that all CPUs share, for mm/window_judge.cpp. Any context, no lock: what they
// read may change meanwhile, so a report about a race may name what came after it.
#pragma once

#include "mm/window_judge.hpp"

namespace mm {

/// An access in layout::kKmapWindow that the CPU refused.
[[nodiscard]] std::optional<lib::Report> judge_kmap(FaultingAccess const& access);

/// The same in layout::kVmapArea. Nothing if it is not a mistake: a page that is made when it is touched.
[[nodiscard]] std::optional<lib::Report> judge_vmap(FaultingAccess const& access);

} // namespace mm
