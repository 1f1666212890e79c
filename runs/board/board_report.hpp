// SPDX-License-Identifier: MIT
// The board report: a page of text for people, then `fact` lines for programs.
#pragma once

namespace kernel {

/// Looks at everything and prints it. Threads only; one at a time.
void report_board();

} // namespace kernel
