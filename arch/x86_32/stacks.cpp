// SPDX-License-Identifier: MIT
#include "arch/x86_32/stacks.hpp"

namespace arch {
constinit GuardedStack boot_stack{};
} // namespace arch
