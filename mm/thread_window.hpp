// SPDX-License-Identifier: MIT
// The windows of the threads (window=thread): all at the same addresses, each in a page table of its own,
// behind a directory entry that belongs to the CPU. Read mm/local_slot.hpp first.
//
//     directory of CPU 0          page table of the thread that runs there
//     0x8000_0000 [ entry ] ----> [ guard | page | guard | page | ... ]   512 pages
//                    |                        `-- 32 slots from some slot on --'
//                    `- a switch writes this, and flushes what the thread before had mapped
//
// A thread's pages lie anywhere in the 2 MiB, and those of threads that began one after the other do not
// overlap: a pointer that leaks to another thread meets an empty page, not one of that thread's own.
//
// The order of a switch, and why. The entry is written first. Then one page is flushed, whichever, mapped or
// not: an INVLPG also drops the old directory entry from this CPU's paging-structure caches (SDM
// 3A, 4.10.4.1), so from then on nothing of the old window is cached again. Then every page below the top is
// flushed, whether its entry is live or not: the topmost may be on its way out, its entry gone and its
// translation still here. So no CPU but the one where a thread runs ever has a translation of its window, and
// a thread that moves in the middle of a mapping call may go on elsewhere. Proved by:
// ThreadWindow.SwitchFlushesEveryPageOfTheThreadThatLeaves,
// ThreadWindow.SwitchWithoutMappingsForgetsTheWindowOfBefore, ThreadWindow.CpuThatItLeftKeepsNothingOfIt,
// planted/window_not_flushed_at_the_switch, planted/old_directory_entry_kept.
#pragma once

#include "mm/cpu_window.hpp"
#include "mm/local_stack.hpp"

namespace mm {

/// window=thread: gives a thread, which has not run yet or maps nothing, its window: one frame of lowmem.
/// False if there is none left. With window=cpu there is nothing to do. Any context but NMI.
[[nodiscard]] bool give_window(LocalStack& stack);
/// The thread is gone, and no CPU shows its window. Any context but NMI.
void take_back_window(LocalStack& stack);

/// `next` runs on the CPU with `cpu` from now on, instead of `previous`. Interrupts off.
void exchange_window(LocalStack const& previous, LocalStack const& next, CpuWindow const& cpu);

/// For a handler that nothing holds off (the one of a single step), which may come in the middle of a switch,
/// when the running thread is already the next one and its window is not shown yet: shows it, whichever is
/// shown now. Interrupts off.
void show_own_window();

} // namespace mm
