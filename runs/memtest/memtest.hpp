// SPDX-License-Identifier: MIT
// run=memtest: every frame that the firmware calls usable and the kernel does not occupy, on all CPUs.
// Read next: runs/memtest/course.hpp.
#pragma once

#include "runs/memtest/options.hpp"

namespace kernel::memtest {

/// Takes all free memory, tests it, gives it back, and prints what was found. True if at least one pass is
/// complete, reached every frame, and found no bad word. Ctrl-C or Escape ends it early. Threads only,
/// after hw::start_input(); one at a time. Nothing can be allocated meanwhile.
bool run(Options const& options);

/// The same for `run=memtest:OPTIONS`, joined by colons. Options that are not understood are named in the
/// log, and nothing is tested: false.
bool run_as_asked(std::string_view options);

} // namespace kernel::memtest
