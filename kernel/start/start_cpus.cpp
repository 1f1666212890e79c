// SPDX-License-Identifier: MIT
// See kernel/start/start_cpus.hpp. Each CPU's first instructions are in arch/x86_32/apic/ap_trampoline.asm.
#include "kernel/start/start_cpus.hpp"

#include "kernel/hw/current.hpp"
#include "kernel/hw/interrupts.hpp"
#include "kernel/hw/other_cpus.hpp"
#include "kernel/log/log.hpp"
#include "kernel/thread/clock.hpp"
#include "kernel/thread/cpu.hpp"
#include "kernel/thread/idle.hpp"
#include "kernel/thread/thread_stack.hpp"
#include "lib/check.hpp"
#include "mm/window_switch.hpp"

namespace kernel {

namespace {

VirtAddr end_of(std::span<std::byte> stack) { return virt_addr_of(stack.data() + stack.size()); }

// The idle thread's stack to start on, one for the double-fault task, and tables. All stay for ever: a CPU
// that runs never goes away.
mm::VmapResult<hw::CpuStart> prepare(Cpu& cpu)
{
    auto const stack = create_idle_thread(cpu.index);
    if (!stack) return stack.error();
    auto const double_fault_stack = allocate_thread_stack();
    if (!double_fault_stack) return double_fault_stack.error();
    auto const space = mm::make_cpu_space();
    if (!space) return mm::VmapError::NoFrames;
    cpu.current = cpu.idle;
    mm::show_first_window(cpu.window, cpu.idle->local, *space, cpu.index);
    return hw::CpuStart{space->root, end_of(*stack), end_of(*double_fault_stack)};
}

bool can_start(Memory const& memory)
{
    if (hw::other_cpus().empty()) return false;
    if (!memory.start_up_frame) warn("no RAM between 64 KiB and 640 KiB to start the other CPUs with");
    return memory.start_up_frame.has_value();
}

} // namespace

void start_this_cpu(u32 hz)
{
    clock::set_hz(hz);
    Cpu& cpu = hw::this_cpu();
    // On a machine that is too small for it, the boot has ended earlier.
    static_cast<void>(create_idle_thread(cpu.index).must());
    clock::set_interrupts(hw::start_tick(hz));
    start_scheduling();
}

void start_other_cpus(Memory const& memory, u32 limit)
{
    if (!can_start(memory)) return;
    u32 running = 1;
    std::optional<hw::CpuStart> start; // what was for one that does not answer serves the next
    for (u32 const hardware_id : hw::other_cpus()) {
        if (running >= limit) break;
        if (!start) {
            auto const prepared = prepare(cpu(running));
            if (!prepared) {
                warn("no memory for CPU {}: {}; it and those after it stay unused", running,
                     mm::vmap_error_words(prepared.error()));
                break;
            }
            start = *prepared;
        }
        if (hw::start_cpu(running, hardware_id, *start, *memory.start_up_frame)) {
            while (!online_cpus().contains(running)) hw::pause(); // it is about to schedule
            start.reset();
            ++running;
        } else {
            warn("the CPU with APIC id {} does not answer and is left out", hardware_id);
        }
    }
    info("{} of {} CPUs run", running, hw::other_cpus().size() + 1);
}

void run_secondary()
{
    static_cast<void>(hw::start_tick(clock::hz())); // it comes here if it did on the boot CPU
    idle();
}

} // namespace kernel
