// SPDX-License-Identifier: MIT
// Whose window kmap_local maps in. Chosen once, at boot (window=); the mapping calls are the same code.
//
//   window=cpu      the CPU's. A thread that holds a mapping stays on its CPU, and a switch lays every entry
//                   of the thread that leaves aside and puts those of the next one back: Linux's design.
//   window=thread   the thread's. All threads see their window at the same addresses, and a switch exchanges
//                   the one directory entry behind them: who holds a mapping may sleep, and move.
#pragma once

namespace mm {

enum class WindowDesign : bool { Cpu, Thread };

namespace detail {
extern constinit bool windows_of_threads;
} // namespace detail

/// Do windows belong to threads? One byte, and it never changes once threads run.
[[nodiscard]] inline bool windows_of_threads() { return detail::windows_of_threads; }

/// Before the first window is made: no thread has one, and no CPU. On the host also between two machines.
void choose_windows(WindowDesign design);

} // namespace mm
