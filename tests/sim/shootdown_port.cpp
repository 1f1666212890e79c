// SPDX-License-Identifier: MIT
// Flushes on other CPUs, done at once by the caller: the simulator's other CPUs have no interrupts to wait
// for. How a real machine does it is tested in tests/mm/shootdown_test.cpp.
#include "tests/sim/shootdown_port.hpp"

#include "mm/flush_ledger.hpp"
#include "mm/machine.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/single_step.hpp"

#include <mutex>
#include <utility>

namespace sim {

namespace {

std::mutex g_mutex; // CPUs may be host threads
std::vector<Shootdown> g_log;
std::function<void()> g_look;

} // namespace

std::vector<Shootdown> shootdown_log()
{
    std::lock_guard const guard{g_mutex};
    return g_log;
}

void clear_shootdown_log()
{
    std::lock_guard const guard{g_mutex};
    g_log.clear();
}

LookAtShootdowns::LookAtShootdowns(std::function<void()> look) { g_look = std::move(look); }
LookAtShootdowns::~LookAtShootdowns() { g_look = nullptr; }

} // namespace sim

namespace hw {

void flush_range_on(lib::CpuMask cpus, VirtRange pages) noexcept
{
    if (sim::g_look) sim::g_look();
    sim::Uninterrupted const one_instruction;
    std::lock_guard const guard{sim::g_mutex};
    sim::g_log.push_back({cpus, pages});
    for (; !cpus.empty(); cpus.remove(cpus.first())) {
        sim::mmu(cpus.first()).flush_range(pages);
        if (mm::flushes_watched()) mm::note_dropped(cpus.first(), pages);
    }
}

void flush_range_everywhere(VirtRange pages) noexcept { flush_range_on(lib::CpuMask::all(), pages); }

} // namespace hw
