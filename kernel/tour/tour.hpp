// SPDX-License-Identifier: MIT
// The guided tour of high memory, `run=tour`: one lesson a file, each at most 80 lines, in the order of
// tour.cpp. A lesson prints real addresses and entries of the machine it runs on.
#pragma once

namespace kernel {

/// All lessons, in order. False if one of them did not show what it promises.
[[nodiscard]] bool run_tour();

} // namespace kernel
