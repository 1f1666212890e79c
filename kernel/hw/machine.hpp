// SPDX-License-Identifier: MIT
// What the kernel layer asks of a machine beyond lib/processor.hpp and mm/machine.hpp. Defined by
// arch/x86_32; the host tests of kernel/ bring their own.
#pragma once

#include "lib/cpu_mask.hpp"
#include "mm/kernel_space.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace kernel {
struct Cpu;
struct CpuInfo;
struct Fixup;
struct Thread;
} // namespace kernel

namespace hw {

/// This CPU's block (kernel/thread/cpu.hpp). Stable only while the caller cannot migrate.
[[nodiscard]] kernel::Cpu& this_cpu() noexcept;

/// The running thread; in an interrupt, the interrupted one. One load, hence right also for a caller that may
/// migrate at any instruction.
[[nodiscard]] kernel::Thread& current_thread() noexcept;

/// What the CPU we booted on says it can do. From the beginning.
[[nodiscard]] kernel::CpuInfo const& cpu_info() noexcept;

/// Turns on what page-table entries can use: NX (unless not allowed), global pages, the PAT. Returns what
/// that came to. On each CPU, before it loads the final tables.
mm::EntryFeatures enable_entry_features(bool allow_nx) noexcept;

/// Where the parts of the kernel's image lie. Valid for ever.
[[nodiscard]] mm::ImageLayout image_layout() noexcept;

/// A stack that is part of the image. The page below `bytes` is its guard: never mapped in the final tables.
struct ImageStack {
    VirtRange bytes;
    char const* owner; ///< a literal: whose it is
};
[[nodiscard]] std::span<ImageStack const> image_stacks() noexcept;

/// How far hw::lowmem() reaches before the final tables are loaded.
[[nodiscard]] PhysAddr early_map_end() noexcept;

/// How a run ended, as the machine outside sees it (design: values for QEMU's isa-debug-exit).
enum class Outcome : u8 { Pass = 0x10, Fail = 0x11, Refused = 0x12, Panic = 0x13 };

/// Stops the machine: isa-debug-exit, then Bochs' shutdown port, then halt for ever. Any context.
[[noreturn]] void power_off(Outcome outcome) noexcept;

/// Shows `code` on a POST card (port 0x80). Any context.
void post_code(u8 code) noexcept;

/// Lets people type: looks for a keyboard, and says in the log if there is none. Only the first call
/// does something.
void start_input();
/// The next character typed on COM1 or on the keyboard, if there is one; keys without a character come as a
/// terminal sends them, "\x1b[A" for Up. Never waits. After start_input(), one thread.
[[nodiscard]] std::optional<char> read_typed() noexcept;

/// Resets the machine, by every way there is. Returns only from one that cannot be reset.
void reset_machine() noexcept;

/// The exception table, ascending.
[[nodiscard]] std::span<kernel::Fixup const> fixups() noexcept;

/// Where escape() continues: a call_escapable() that has not returned yet. Lives on its caller's stack.
struct EscapePoint {
    std::uintptr_t stack_pointer = 0; ///< of the frame with the callee-saved registers and flags
};

/// Calls `function(argument)`. Returns false when it came back by itself, true when escape() cut it short.
/// Interrupts are afterwards as they were before, either way.
[[nodiscard]] bool call_escapable(EscapePoint& point, void (*function)(void*), void* argument);

/// Abandons everything between here and `point`: no destructors run. Any context on the same thread,
/// exception handlers included, and the double-fault task too (which goes back to the interrupted one).
[[noreturn]] void escape(EscapePoint const& point);

/// Executes an instruction that raises exception `vector`: 0, 3, 6 or 13. For tests. Not inlined, so that
/// reports can name it.
[[gnu::noinline]] void provoke(u32 vector);

/// Calls `function(argument)` with the CPU's trap flag set: after each instruction until it returns comes a
/// debug exception. Whoever it switches to meanwhile has the flag set as well. Read next:
/// kernel/fault/single_step.hpp.
void call_stepped(void (*function)(void*), void* argument);

struct ControlRegisters {
    u32 cr0 = 0, cr2 = 0, cr3 = 0, cr4 = 0;
};
[[nodiscard]] ControlRegisters control_registers() noexcept;

/// Puts the interrupt controllers in order; afterwards interrupts may be turned on. Says in the log what was
/// found. `use_apic` false (noapic), or no local APIC: the 8259s serve the one CPU there is then. Boot CPU,
/// once, interrupts off, final tables loaded.
void init_interrupts(bool use_apic);

/// From now on this CPU calls kernel::tick() `hz` times a second (100 to 10'000), in an interrupt. After
/// init_interrupts().
void start_tick(u32 hz) noexcept;

/// The other CPUs that firmware lists, by their APIC ids. Some may not be there. After init_interrupts().
[[nodiscard]] std::span<u32 const> other_cpus() noexcept;

struct CpuStacks {
    VirtAddr top;              ///< what it starts on
    VirtAddr double_fault_top; ///< the end of 8 KiB or more for its double-fault task
};
/// Starts the CPU with APIC id `hardware_id`. It becomes CPU `index`, whose block in kernel/thread/cpu.hpp
/// names a thread as `current`, and calls kernel::run_secondary(). `page` is a frame of RAM below 1 MiB and
/// above frame 0 that nothing else uses. False if the CPU does not answer within some seconds: then it has
/// been told to stay where it is, and index and stacks can be used again. Boot CPU.
[[nodiscard]] bool start_cpu(u32 index, u32 hardware_id, CpuStacks const& stacks, Pfn page);

/// Stops every other CPU where it stands, interrupts off, for good. For panics; any context. Returns those
/// that could not be stopped in a bounded time.
[[nodiscard]] lib::CpuMask stop_other_cpus() noexcept;

/// Where a thread that does not run left off.
struct Context {
    void* resume_point = nullptr; ///< on the target: its stack pointer
};

/// Makes `context` begin with a call of `entry`, which never returns, on `stack`. Interrupts are off then.
void prepare_context(Context& context, std::span<std::byte> stack, void (*entry)());

/// The frame pointer of a context that does not run, where its backtrace begins.
[[nodiscard]] VirtAddr frame_pointer(Context const& context) noexcept;

/// Stores the running context in `from` and resumes `to`. Returns when somebody resumes `from`. Interrupts
/// off.
void switch_context(Context& from, Context& to);

/// Cpu::preempt_count of this CPU, in one load (kernel/thread/preempt.hpp).
[[nodiscard]] u32 preempt_count() noexcept;

/// Another CPU gets an interrupt in which it calls kernel::ask_for_switch(). Any context.
void send_reschedule(u32 cpu) noexcept;

/// Turns interrupts on and sleeps until one comes, in one step: none slips in between. Interrupts off before,
/// on afterwards.
void wait_for_interrupt();

/// Time-stamp counter where the CPU has one, else 0.
[[nodiscard]] u64 cycles() noexcept;

/// How fast cycles() counts, in kHz, measured for 20 ms against the PIT; 0 where one of the two stands still.
/// A thread that stays on its CPU, interrupts on.
[[nodiscard]] u32 measure_cycles_khz();

/// Calls that differ by exactly 1000 nops, to prove that cycles() counts instructions.
void call_1000_nops() noexcept;
void call_no_nops() noexcept;

} // namespace hw
