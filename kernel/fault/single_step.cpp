// SPDX-License-Identifier: MIT
#include "kernel/fault/single_step.hpp"

#include "kernel/hw/provoke.hpp"
#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "lib/processor.hpp"
#include "mm/thread_window.hpp"

namespace kernel {

namespace {

struct Stepping {
    void (*interrupt)(void*, Boundary const&);
    void* argument;
    u32 cpu;
    u32 boundaries = 0;
};
constinit lib::Atomic<Stepping*> g_stepping = nullptr;

} // namespace

u32 single_step_through(void (*code)(void*), void* code_argument, void (*interrupt)(void*, Boundary const&),
                        void* interrupt_argument)
{
    Stepping stepping{interrupt, interrupt_argument, hw::cpu_index()};
    CHECK(g_stepping.exchange(&stepping, lib::MemoryOrder::SeqCst) == nullptr);
    hw::call_stepped(code, code_argument);
    g_stepping.store(nullptr, lib::MemoryOrder::SeqCst);
    return stepping.boundaries;
}

bool stepped(TrapFrame& frame)
{
    Stepping* const stepping = g_stepping.load(lib::MemoryOrder::SeqCst);
    if (stepping != nullptr && stepping->cpu == hw::cpu_index()) {
        Boundary const boundary{stepping->boundaries++, VirtAddr{frame.eip},
                                (frame.eflags & flag::kInterrupt) != 0};
        mm::show_own_window();
        stepping->interrupt(stepping->argument, boundary);
        return true;
    }
    // A thread that was held up by an interrupt while it was being stepped brings the flag back, too late.
    bool const stray = (frame.eflags & flag::kTrap) != 0;
    frame.eflags &= ~flag::kTrap;
    return stray;
}

} // namespace kernel
