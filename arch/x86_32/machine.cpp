// SPDX-License-Identifier: MIT
// The small parts of the contracts lib/cpu.hpp, mm/machine.hpp and kernel/machine.hpp. The larger ones stand
// where they belong: paging.cpp, stacks.cpp, image.cpp, escape.cpp, power_off.cpp.
#include "kernel/machine.hpp"

#include "arch/x86_32/cpu.hpp"
#include "kernel/cpu.hpp"
#include "lib/cpu.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"

namespace {
constexpr u32 kInterruptFlag = 1u << 9; // in EFLAGS
} // namespace

namespace hw {

u32 cpu_index() noexcept { return arch::read_fs<offsetof(kernel::Cpu, index)>(); }

kernel::Cpu& this_cpu() noexcept
{
    return *reinterpret_cast<kernel::Cpu*>(arch::read_fs<offsetof(kernel::Cpu, self)>());
}

kernel::Thread& current_thread() noexcept
{
    return *reinterpret_cast<kernel::Thread*>(arch::read_fs<offsetof(kernel::Cpu, current)>());
}

bool irq_save() noexcept
{
    bool const were_on = (arch::pushfd() & kInterruptFlag) != 0;
    arch::cli();
    return were_on;
}

void irq_restore(bool were_on) noexcept
{
    if (were_on) arch::sti();
}

void pause() noexcept { arch::pause(); }

std::byte* lowmem(PhysAddr address) noexcept { return at(mm::lowmem_address(address)); }

std::byte* at(VirtAddr address) noexcept(false) { return reinterpret_cast<std::byte*>(address.raw()); }

ControlRegisters control_registers() noexcept
{
    return {
        .cr0 = arch::read_cr0(), .cr2 = arch::read_cr2(), .cr3 = arch::read_cr3(), .cr4 = arch::read_cr4()};
}

// CPU 0 is the only one that runs so far.
void stop_other_cpus() noexcept {}

} // namespace hw
