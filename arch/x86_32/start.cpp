// SPDX-License-Identifier: MIT
// What CPU 0 does for everybody before the kernel can: exceptions, consoles, and what the CPU can do.
#include "arch/x86_32/start.hpp"

#include "arch/x86_32/cpu/handed_over.hpp"
#include "arch/x86_32/cpu/idt.hpp"
#include "arch/x86_32/cpu/init_cpu.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/machine_check.hpp"
#include "arch/x86_32/cpu/stacks.hpp"
#include "arch/x86_32/decode/cpu_info.hpp"
#include "arch/x86_32/device/cycles.hpp"
#include "arch/x86_32/device/framebuffer.hpp"
#include "arch/x86_32/device/screen.hpp"
#include "arch/x86_32/device/serial.hpp"
#include "arch/x86_32/device/vga_text.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/log/stage.hpp"
#include "mm/kernel_space.hpp"

namespace arch {
namespace {

constinit kernel::CpuInfo g_cpu_info;

void register_consoles()
{
    // A COM1 that is not there has no name: "console=ttyS0" would leave the board dark.
    if (serial_console().init()) kernel::console_register(serial_console());
    vga_text().use(mm::lowmem_address(kVgaTextFrame.base()));
    screen_console().show_through(vga_text(), kVgaTextRows);
    kernel::console_register(screen_console());
}

} // namespace

void start()
{
    note_start();
    build_idt();
    init_cpu(0, g_double_fault_stack.top());
    kernel::reach(kernel::Stage::Traps);
    register_consoles();
    kernel::reach(kernel::Stage::Consoles);
    g_cpu_info = decode_cpu_info(cpuid);
    enable_machine_checks();
}

void take_over(kernel::BootInfo const& info)
{
    hand_over_rsdp(info.rsdp);
    if (info.framebuffer) show_on_framebuffer(*info.framebuffer);
    say_old_machine_checks();
}

} // namespace arch

namespace hw {

kernel::CpuInfo const& cpu_info() noexcept { return arch::g_cpu_info; }

} // namespace hw
