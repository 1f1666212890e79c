// SPDX-License-Identifier: MIT
// lib::stop() where simulated CPUs run threads: it is like a panic. Code that stops the machine goes no
// further, and no destructor runs.
#include "tests/sim/stop.hpp"

#include "tests/smp/machine.hpp"

#include <cstdlib>

void lib::stop(Report const& report)
{
    if (sim::g_smp == nullptr || !sim::g_smp->in_fibers) throw sim::Stopped{report};
    sim::g_smp->report = report;
    sim::back_to_driver();
    std::abort();
}
