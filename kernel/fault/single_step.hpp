// SPDX-License-Identifier: MIT
// An interrupt between any two instructions, by the CPU's trap flag: nothing is planted in the interrupted
// code, and neither cli nor a lock keeps the interrupt off.
//
//     auto code = [&] { ... };
//     auto interrupt = [&](Boundary const& boundary) { ... };
//     u32 const boundaries = single_step(code, interrupt);
#pragma once

#include "kernel/hw/trap.hpp"
#include "lib/address.hpp"

namespace kernel {

/// Between two instructions.
struct Boundary {
    u32 number = 0;             ///< from 0
    VirtAddr next;              ///< the instruction that comes
    bool interrupts_on = false; ///< in the interrupted code
};

/// The untyped inside of single_step().
u32 single_step_through(void (*code)(void*), void* code_argument, void (*interrupt)(void*, Boundary const&),
                        void* interrupt_argument);

/// Runs `code`, and after each of its instructions calls `interrupt(boundary)`, on the same stack, interrupts
/// off, never nested. Where the interrupted code could be preempted, `interrupt` may switch threads and
/// come back. If `code` switches, the thread that then runs on this CPU is stepped instead. Returns how
/// many boundaries there were. One at a time; the caller must not migrate.
template <class Code, class Interrupt> u32 single_step(Code& code, Interrupt& interrupt)
{
    auto const run = [](void* argument) { (*static_cast<Code*>(argument))(); };
    auto const call = [](void* argument, Boundary const& boundary) {
        (*static_cast<Interrupt*>(argument))(boundary);
    };
    return single_step_through(run, &code, call, &interrupt);
}

/// For the debug-exception handler. False if the cause was not single-stepping.
[[nodiscard]] bool stepped(TrapFrame& frame);

} // namespace kernel
