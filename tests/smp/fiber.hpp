// SPDX-License-Identifier: MIT
// A control flow with a stack of its own on the host: what a kernel thread, or a simulated CPU, runs on.
// Switched by hand, so everything happens in the order that the test decides. Tells
// AddressSanitizer about each switch.
#pragma once

#include "lib/types.hpp"

#include <span>
#include <ucontext.h>

namespace sim {

class Fiber {
public:
    /// The control flow that is already running: the host thread itself.
    Fiber() = default;
    /// One that begins with `entry` on `stack`, when it is first switched to. `entry` must not return.
    Fiber(std::span<std::byte> stack, void (*entry)());
    Fiber(Fiber const&) = delete;
    Fiber& operator=(Fiber const&) = delete;

    /// Lays the running control flow aside in `*this` and continues with `next`. Returns when somebody
    /// switches back.
    void switch_to(Fiber& next);

private:
    static void first_entry();
    void arrived();

    ucontext_t context_{};
    std::span<std::byte> stack_; ///< of the host thread: known once it has been left
    void (*entry_)() = nullptr;
    [[maybe_unused]] void* address_sanitizer_ = nullptr; ///< its fake stack, while not running
};

} // namespace sim
