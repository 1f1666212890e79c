// SPDX-License-Identifier: MIT
// The table of interrupt handlers.
#include "arch/x86_32/cpu/interrupts.hpp"

#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "lib/check.hpp"

#include <array>

namespace arch {
namespace {

constexpr u32 kFirstInterrupt = 32; // the CPU's exceptions end here
constinit std::array<InterruptHandler, 256 - kFirstInterrupt> g_handlers{};

} // namespace

void set_interrupt_handler(u32 vector, InterruptHandler handler)
{
    CHECK(vector >= kFirstInterrupt && vector - kFirstInterrupt < g_handlers.size());
    CHECK(g_handlers[vector - kFirstInterrupt] == nullptr);
    g_handlers[vector - kFirstInterrupt] = handler;
}

void handle_interrupt(u32 vector)
{
    InterruptHandler const handler = g_handlers[vector - kFirstInterrupt];
    CHECK(handler != nullptr);
    {
        kernel::InterruptScope const scope;
        handler(vector);
    }
    kernel::preempt_after_interrupt();
}

} // namespace arch
