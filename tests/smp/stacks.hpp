// SPDX-License-Identifier: MIT
// Stacks of simulated threads, in the host's memory, with an inaccessible page below each. Defines what
// kernel/thread/thread_stack.hpp asks for.
#pragma once

#include "tests/smp/fiber.hpp"

#include <span>

namespace sim {

class Stack {
public:
    Stack();
    ~Stack();
    Stack(Stack&& from) noexcept;
    Stack& operator=(Stack&&) = delete;

    [[nodiscard]] std::span<std::byte> bytes() const { return bytes_; }

private:
    std::span<std::byte> bytes_;
};

/// A control flow for the thread on `stack` (or a part of it); gone with the stack.
Fiber* new_fiber(std::span<std::byte> stack, void (*entry)());

/// How many stacks are in use, and how many there may be: further ones are refused, as if memory had run out.
[[nodiscard]] u32 stacks_in_use();
void limit_stacks(u32 count);

/// Removes all stacks, whoever was on them, and the limit.
void forget_stacks();

} // namespace sim
