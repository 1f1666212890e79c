// SPDX-License-Identifier: MIT
// Doing what `run=` asks for.
#pragma once

#include "kernel/log/outcome.hpp"
#include "kernel/run_list.hpp"

namespace kernel {

/// Does every item, in order, also after one failed. Pass if all did.
[[nodiscard]] hw::Outcome run(RunList const& list);

} // namespace kernel
