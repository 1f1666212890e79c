// SPDX-License-Identifier: MIT
// The first things any CPU does in C++, and what CPU 0 does for all.
#include "arch/x86_32/start.hpp"

#include "arch/x86_32/cpu/gdt.hpp"
#include "arch/x86_32/cpu/idt.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/stacks.hpp"
#include "arch/x86_32/decode/cpu_info.hpp"
#include "arch/x86_32/device/serial.hpp"
#include "arch/x86_32/device/vga.hpp"
#include "kernel/hw/machine.hpp"
#include "kernel/log/stage.hpp"
#include "kernel/thread/cpu.hpp"
#include "mm/kernel_space.hpp"

namespace arch {
namespace {

constinit kernel::CpuInfo g_cpu_info;

void register_consoles()
{
    serial_console().init();
    kernel::console_register(serial_console());
    vga_console().show_at(mm::lowmem_address(kVgaTextFrame.base()));
    kernel::console_register(vga_console());
}

} // namespace

void init_cpu(u32 index, VirtAddr double_fault_stack_top)
{
    load_segments(index, kernel::cpu(index), double_fault_stack_top);
    load_idt();
}

void start()
{
    note_start();
    build_idt();
    init_cpu(0, g_double_fault_stack.top());
    kernel::reach(kernel::Stage::Traps);
    register_consoles();
    kernel::reach(kernel::Stage::Consoles);
    g_cpu_info = decode_cpu_info(cpuid);
}

} // namespace arch

namespace hw {

kernel::CpuInfo const& cpu_info() noexcept { return arch::g_cpu_info; }

} // namespace hw
