// SPDX-License-Identifier: MIT
// Stopping all CPUs but one, for panics: hw::stop_other_cpus() in kernel/hw/other_cpus.hpp.
#pragma once

namespace arch {

/// Once, before any CPU may be stopped.
void init_stop();

/// In the handler of non-maskable interrupts: does not return if this CPU is to stop.
void stop_if_told();

} // namespace arch
