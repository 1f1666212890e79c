// SPDX-License-Identifier: MIT
// Segments and tasks of each CPU: flat code and data, FS at the CPU's own block, and two hardware tasks:
// the one that everything runs in, and one that only ever handles double faults, on a stack of its own.
// Read next: double_fault.cpp.
#pragma once

#include "kernel/thread/cpu.hpp"
#include "lib/address.hpp"

namespace arch {

// Selectors. All in ring 0; boot/, segments.asm and traps.asm use the first three by number.
inline constexpr u16 kCodeSelector = 0x08;
inline constexpr u16 kDataSelector = 0x10;
inline constexpr u16 kCpuSelector = 0x18; ///< FS: base is the kernel::Cpu of this CPU
inline constexpr u16 kMainTaskSelector = 0x20;
inline constexpr u16 kDoubleFaultTaskSelector = 0x28;

/// A task's state as the CPU saves and loads it (SDM vol. 3A, 7.2.1).
struct TaskState {
    u32 previous = 0;
    u32 esp0 = 0, ss0 = 0, esp1 = 0, ss1 = 0, esp2 = 0, ss2 = 0; // rings we do not use
    u32 cr3 = 0; // loaded on every switch to this task, never saved
    u32 eip = 0, eflags = 0;
    u32 eax = 0, ecx = 0, edx = 0, ebx = 0, esp = 0, ebp = 0, esi = 0, edi = 0;
    u32 es = 0, cs = 0, ss = 0, ds = 0, fs = 0, gs = 0;
    u32 ldt = 0;
    u16 trap = 0;
    u16 io_map = sizeof(TaskState); // beyond the end: no I/O permission map
};
static_assert(sizeof(TaskState) == 104);

/// Loads the segments and both tasks of CPU `index`, on that CPU. `double_fault_stack_top`: end of at least
/// 8 KiB that nothing else uses.
void load_segments(u32 index, kernel::Cpu& cpu, VirtAddr double_fault_stack_top);

/// The task that was running when the double fault of this CPU happened. Also valid outside one.
[[nodiscard]] TaskState& main_task();

/// Where the stack of this CPU's double-fault task begins.
[[nodiscard]] VirtAddr double_fault_stack_top();

/// Both tasks of this CPU use the tables that are loaded now: after every change of CR3.
void adopt_page_tables();

} // namespace arch
