// SPDX-License-Identifier: MIT
#include "kernel/log/last_cpu.hpp"

#include "kernel/hw/other_cpus.hpp"
#include "kernel/log/console.hpp"
#include "lib/atomic.hpp"
#include "lib/processor.hpp"

namespace kernel {

namespace {
constexpr u32 kNobody = ~0u;
constinit lib::Atomic<u32> g_last_cpu = kNobody;
} // namespace

lib::CpuMask become_last_cpu()
{
    static_cast<void>(hw::irq_save());
    u32 owner = kNobody;
    bool const first = g_last_cpu.compare_exchange_strong(owner, hw::cpu_index(), lib::MemoryOrder::SeqCst);
    while (!first && owner != hw::cpu_index()) hw::pause(); // until the first one stops us
    auto const still_running = hw::stop_other_cpus();
    console_seize();
    return still_running;
}

bool is_last_cpu() { return g_last_cpu.load(lib::MemoryOrder::SeqCst) == hw::cpu_index(); }

} // namespace kernel
