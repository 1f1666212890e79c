// SPDX-License-Identifier: MIT
// The small parts of the contracts lib/processor.hpp, mm/machine.hpp and kernel/hw. The larger ones stand
// where they belong: paging.cpp, stacks.cpp, image.cpp, escape.cpp, device/power_off.cpp.
#include "mm/machine.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/current.hpp"
#include "kernel/hw/interrupts.hpp"
#include "kernel/thread/cpu.hpp"
#include "kernel/thread/scheduler.hpp"
#include "lib/processor.hpp"
#include "mm/kernel_space.hpp"

namespace {
constexpr u32 kInterruptFlag = 1u << 9; // in EFLAGS

// Where in the code interrupts or preemption went off. In the release irq_save() and preempt_disable() are
// inlined at their callers, and it is where they stand; where they are called, it is where they return to.
template <u32 Offset> [[gnu::always_inline]] inline void note_place()
{
#ifdef DORMER_RELEASE
    arch::store_here_fs<Offset>();
#else
    arch::store_fs<Offset>(static_cast<u32>(reinterpret_cast<std::uintptr_t>(__builtin_return_address(0))));
#endif
}
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

u32 preempt_count() noexcept { return arch::read_fs<offsetof(kernel::Cpu, preempt_count)>(); }

bool irqs_on() noexcept { return (arch::pushfd() & kInterruptFlag) != 0; }

// For note_place() this and preempt_disable() must be inlined when the kernel is linked as a whole; `used`
// keeps a copy for the linker, which does not know yet that nobody calls it.
[[gnu::always_inline, gnu::used]] inline bool irq_save() noexcept
{
    bool const were_on = irqs_on();
    arch::cli();
    if (were_on) [[likely]]
        note_place<offsetof(kernel::Cpu, irqs_off_since)>();
    return were_on;
}

void irq_restore(bool were_on)
{
    if (!were_on) return;
    arch::sti();
    if (preempt_count() == 0) [[unlikely]]
        kernel::preempt_now();
}

[[gnu::always_inline, gnu::used]] inline void preempt_disable() noexcept
{
    arch::inc_fs<offsetof(kernel::Cpu, preempt_count)>();
    bool const outermost = (preempt_count() & kernel::preempt::kRegions) == 1;
    if (outermost) [[likely]]
        note_place<offsetof(kernel::Cpu, preempt_off_since)>();
}

void preempt_enable()
{
    if (arch::dec_fs<offsetof(kernel::Cpu, preempt_count)>()) [[unlikely]]
        kernel::preempt_now();
}

void clear_page(std::byte* page) noexcept(false) { arch::rep_stosl(page, 0, kPageSize / sizeof(u32)); }

void copy_page(std::byte* to, std::byte const* from) noexcept(false)
{
    arch::rep_movsl(to, from, kPageSize / sizeof(u32));
}

void copy_bytes(std::byte* to, std::byte const* from, std::size_t bytes) noexcept(false)
{
    arch::rep_movs(to, from, bytes);
}

std::byte* lowmem(PhysAddr address) noexcept { return at(mm::lowmem_address(address)); }

std::byte* at(VirtAddr address) noexcept(false) { return reinterpret_cast<std::byte*>(address.raw()); }

ControlRegisters control_registers() noexcept
{
    return {
        .cr0 = arch::read_cr0(), .cr2 = arch::read_cr2(), .cr3 = arch::read_cr3(), .cr4 = arch::read_cr4()};
}

} // namespace hw
