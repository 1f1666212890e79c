// SPDX-License-Identifier: MIT
// The guided tour of high memory, `run=tour`: one lesson a file, in the order of tour.cpp. A lesson prints
// real addresses and entries of the machine it runs on.
#pragma once

#include "lib/types.hpp"

namespace kernel {

/// All lessons, in order. False if one of them did not show what it promises.
[[nodiscard]] bool run_tour();

/// The lesson with this number, 1 to lesson_count(). False as above.
[[nodiscard]] bool run_lesson(u32 number);
[[nodiscard]] u32 lesson_count();

} // namespace kernel
