// SPDX-License-Identifier: MIT
// When a CPU may switch threads, and when not. Each CPU has one word (Cpu::preempt_count) that is 0 exactly
// if a switch is both allowed and asked for, so that the end of a region is one decrement and one jump:
//
//     31                24 23          16 15                  0
//    [ nobody asked       | interrupts   | preempt_disable()  ]
//
// Interrupts off also forbid a switch; that is the CPU's own flag. A count that belongs to the CPU is right
// for a thread that may migrate, because it cannot migrate while the count is above 0, and at 0 all CPUs'
// counts are equal.
#pragma once

#include "lib/lock_rank.hpp"
#include "lib/processor.hpp"
#include "mm/local_switch.hpp"

namespace kernel {

struct Cpu;

namespace preempt {
inline constexpr u32 kRegion = 1;
inline constexpr u32 kRegions = 0xFFFF;
inline constexpr u32 kInterrupt = 1u << 16;
inline constexpr u32 kInterrupts = 0xFF << 16;
inline constexpr u32 kNobodyAsked = 1u << 31; ///< inverted, so that asking clears a bit and 0 means "now"
} // namespace preempt

/// Is this an interrupt handler? Exceptions are not: they belong to the thread that caused them.
[[nodiscard]] bool in_interrupt();

/// May the caller be preempted here? It may sleep if page faults are not off, either.
[[nodiscard]] bool preemptible();

/// Stops with ReportKind::SleepInAtomic unless the caller may sleep. The report says why not, and where the
/// region that forbids it began. `what` is a literal: the call that might sleep.
void might_sleep(char const* what);

/// Asks this CPU to switch threads as soon as that is allowed. Interrupts off.
void ask_for_switch();
/// The same for any CPU; another one gets an interrupt for it. Interrupts off.
void ask_for_switch_on(Cpu& cpu);

/// While it lives, this CPU serves an interrupt. Interrupts off. Checks at its end that the handler left no
/// kmap_local mapping and no preempt_disable() behind. arch's common entry has one around each handler.
class [[nodiscard]] InterruptScope {
public:
    InterruptScope();
    ~InterruptScope() noexcept(false);
    InterruptScope(InterruptScope const&) = delete;
    InterruptScope& operator=(InterruptScope const&) = delete;

private:
    u32 count_;                  // of the interrupted code
    lib::RankContext locks_;     // the interrupted code's are put aside
    mm::LocalIrqScope mappings_; // the handler's go above the interrupted thread's
};

} // namespace kernel
