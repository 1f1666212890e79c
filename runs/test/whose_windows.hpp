// SPDX-License-Identifier: MIT
// Why a test is skipped that is about windows of the other design.
#pragma once

#include "mm/window_design.hpp"

namespace kernel {

inline constexpr char kWindowsOfThreads[] = "windows belong to threads (window=thread)";
inline constexpr char kWindowsOfCpus[] = "windows belong to CPUs (window=cpu)";

} // namespace kernel
