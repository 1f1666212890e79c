// SPDX-License-Identifier: MIT
// A function that calls itself, written so that the compiler cannot make a loop of it.
#include "runs/common/overflow.hpp"

#include "lib/types.hpp"

namespace kernel {

namespace {

constexpr u32 kForEver = ~0u;

[[gnu::noinline]] u32 recurse(u32 depth)
{
    u8 volatile locals[256]; // volatile, so that they really take room on the stack
    locals[0] = static_cast<u8>(depth);
    u32 const below = depth == kForEver ? 0 : recurse(depth + 1);
    return below + locals[0]; // used after the call, so that it cannot be the last thing done
}

} // namespace

void overflow_the_stack() { static_cast<void>(recurse(0)); }

} // namespace kernel
