// SPDX-License-Identifier: MIT
// The first things any CPU does in C++.
#include "arch/x86_32/cpu/init_cpu.hpp"

#include "arch/x86_32/cpu/gdt.hpp"
#include "arch/x86_32/cpu/idt.hpp"
#include "kernel/thread/cpu.hpp"

namespace arch {

void init_cpu(u32 index, VirtAddr double_fault_stack_top)
{
    load_segments(index, kernel::cpu(index), double_fault_stack_top);
    load_idt();
}

} // namespace arch
