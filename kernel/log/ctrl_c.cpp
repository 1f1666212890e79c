// SPDX-License-Identifier: MIT
#include "kernel/log/ctrl_c.hpp"

#include "kernel/hw/input.hpp"
#include "kernel/log/typed_ahead.hpp"

namespace kernel {

namespace {

constinit TypedAhead g_ahead;

} // namespace

bool ctrl_c_typed()
{
    bool asked = false;
    while (auto const letter = hw::read_typed()) asked |= g_ahead.take(*letter);
    return g_ahead.settle() || asked;
}

std::optional<char> next_typed()
{
    auto const letter = g_ahead.next();
    return letter ? letter : hw::read_typed();
}

} // namespace kernel
