// SPDX-License-Identifier: MIT
#include "kernel/log/ctrl_c.hpp"

#include "kernel/hw/input.hpp"

namespace kernel {

namespace {

constexpr char kControlC = '\x03', kEscape = '\x1b';

} // namespace

bool ctrl_c_typed()
{
    bool asked = false;
    while (auto const letter = hw::read_typed()) asked = asked || *letter == kControlC || *letter == kEscape;
    return asked;
}

} // namespace kernel
