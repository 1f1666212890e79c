// SPDX-License-Identifier: MIT
#include "arch/x86_32/cpu/handed_over.hpp"

namespace arch {
namespace {

constinit kernel::RsdpCopy g_rsdp;

} // namespace

kernel::RsdpCopy const& handed_over_rsdp() { return g_rsdp; }
void hand_over_rsdp(kernel::RsdpCopy const& copy) { g_rsdp = copy; }

} // namespace arch
