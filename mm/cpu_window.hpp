// SPDX-License-Identifier: MIT
// The windows of the CPUs (window=cpu): one after the other, in the page tables that all CPUs share. Read
// mm/local_window.hpp first.
#pragma once

#include "mm/local_window.hpp"

namespace mm {

/// What a CPU needs to show a window.
struct CpuWindow {
    LocalWindow slots;            ///< window=cpu: its own
    PteSlot* directory = nullptr; ///< window=thread: its entry for the window of the thread that runs there
};

/// The window of CPU `index`. The kernel's final tables must be built.
[[nodiscard]] LocalWindow window_of_cpu(u32 index);

/// All of them, and the edge behind the last one.
[[nodiscard]] VirtRange cpu_windows();
[[nodiscard]] u32 pages_per_cpu_window();

/// For kmap.debug=quarantine, which needs larger windows: from now on they lie one after the other from
/// `begin` on, with `slots` slots each. Their size, 2 * slots pages, must divide 2 MiB and `begin`, and the
/// page tables must exist. Call it while nothing is mapped and no other CPU runs.
void move_windows(VirtAddr begin, u32 slots);
/// Moves them back to where they lie otherwise.
void move_windows_back();

} // namespace mm
