// SPDX-License-Identifier: MIT
#include "mm/window_design.hpp"

namespace mm {

constinit bool detail::windows_of_threads = false;

void choose_windows(WindowDesign design) { detail::windows_of_threads = design == WindowDesign::Thread; }

} // namespace mm
