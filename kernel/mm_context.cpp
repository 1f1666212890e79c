// SPDX-License-Identifier: MIT
// Implements mm/context.hpp: memory management asks for "the running thread", we know who that is.
#include "kernel/cpu.hpp"
#include "kernel/machine.hpp"
#include "mm/context.hpp"

namespace mm {

LocalStack& local_stack() noexcept { return hw::current_thread().local; }

LocalWindow& local_window() noexcept { return hw::this_cpu().local_window; }

char const* thread_name() noexcept { return hw::current_thread().name; }

char const* thread_name_on(u32 cpu) noexcept
{
    kernel::Thread const* const thread = kernel::cpu(cpu).current;
    return thread != nullptr ? thread->name : "";
}

LocalStack const* local_stack_on(u32 cpu) noexcept
{
    kernel::Thread const* const thread = kernel::cpu(cpu).current;
    return thread != nullptr ? &thread->local : nullptr;
}

} // namespace mm
