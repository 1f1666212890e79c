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
constinit std::array<InterruptHandler, 256> g_handlers{};
constinit InterruptHandler g_stray_handler = nullptr;

} // namespace

void set_interrupt_handler(u32 vector, InterruptHandler handler)
{
    CHECK(vector >= kFirstInterrupt && vector < g_handlers.size());
    CHECK(g_handlers[vector] == nullptr);
    g_handlers[vector] = handler;
}

void set_stray_handler(InterruptHandler handler) { g_stray_handler = handler; }

void handle_interrupt(u32 vector)
{
    InterruptHandler const handler = g_handlers[vector] != nullptr ? g_handlers[vector] : g_stray_handler;
    CHECK(handler != nullptr); // interrupts were off before there was one
    {
        kernel::InterruptScope const scope;
        handler(vector);
    }
    kernel::preempt_after_interrupt();
}

} // namespace arch
