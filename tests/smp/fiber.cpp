// SPDX-License-Identifier: MIT
#include "tests/smp/fiber.hpp"

#include "tests/sim/sanitizers.hpp"

#include <cstdlib>

namespace sim {

namespace {
// One host thread runs all fibers.
Fiber* g_left = nullptr;
Fiber* g_entered = nullptr;
} // namespace

Fiber::Fiber(std::span<std::byte> stack, void (*entry)()) : stack_{stack}, entry_{entry}
{
    if (getcontext(&context_) != 0) std::abort();
    context_.uc_stack.ss_sp = stack.data();
    context_.uc_stack.ss_size = stack.size();
    makecontext(&context_, &Fiber::first_entry, 0);
}

void Fiber::first_entry()
{
    g_entered->arrived();
    g_entered->entry_();
    std::abort(); // it must not return
}

// On the new stack: the sanitizer says where the old one lies, which is how we learn about the host
// thread's.
void Fiber::arrived()
{
    ON_ADDRESS_SANITIZER(void const* bottom = nullptr);
    ON_ADDRESS_SANITIZER(size_t size = 0);
    ON_ADDRESS_SANITIZER(__sanitizer_finish_switch_fiber(address_sanitizer_, &bottom, &size));
    ON_ADDRESS_SANITIZER(g_left->stack_ =
                             std::span(static_cast<std::byte*>(const_cast<void*>(bottom)), size));
}

void Fiber::switch_to(Fiber& next)
{
    g_left = this;
    g_entered = &next;
    ON_ADDRESS_SANITIZER(
        __sanitizer_start_switch_fiber(&address_sanitizer_, next.stack_.data(), next.stack_.size()));
    if (swapcontext(&context_, &next.context_) != 0) std::abort();
    arrived();
}

} // namespace sim
