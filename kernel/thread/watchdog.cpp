// SPDX-License-Identifier: MIT
#include "kernel/thread/watchdog.hpp"

#include "kernel/thread/clock.hpp"
#include "kernel/thread/cpu.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"

namespace kernel {

namespace {

[[noreturn, gnu::cold]] void stop_stalled(Cpu const& cpu)
{
    lib::Report report;
    report.kind = lib::ReportKind::Stalled;
    Thread const* const thread = cpu.current;
    lib::print(report.headline, "CPU {} has not scheduled for {} s; it runs thread {}", cpu.index,
               kStallSeconds, thread != nullptr ? thread->name() : "(none)");
    lib::print(report.picture, "preemption was last turned off at {:#x}, interrupts at {:#x}\n",
               cpu.preempt_off_since, cpu.irqs_off_since);
    lib::stop(report);
}

u32 next_online(u32 index)
{
    lib::CpuMask const online = online_cpus();
    do {
        index = (index + 1) % kMaxCpus;
    } while (!online.contains(index));
    return index;
}

} // namespace

bool stalled(Stall& stall, u32 cpu, u32 schedules, u32 limit)
{
    if (stall.cpu != cpu || stall.schedules != schedules) {
        stall = {cpu, schedules, 0};
        return false;
    }
    if (++stall.ticks < limit) return false;
    stall.ticks = 0; // if a test expected the report and went on, the whole time runs anew
    return true;
}

void watch_next_cpu()
{
    Cpu& self = hw::this_cpu();
    Cpu const& watched = kernel::cpu(next_online(self.index));
    u32 const schedules = watched.schedules.get();
    if (stalled(self.stall, watched.index, schedules, kStallSeconds * clock::hz())) stop_stalled(watched);
}

} // namespace kernel
