// SPDX-License-Identifier: MIT
#include "kernel/thread/timer.hpp"

#include "kernel/hw/current.hpp"
#include "kernel/thread/cpu.hpp"

namespace kernel {

CpuTimer::CpuTimer(void (*on_expiry)(CpuTimer&)) : Timer{&CpuTimer::call}, on_expiry_{on_expiry} {}

void CpuTimer::call(Timer& timer)
{
    auto& self = static_cast<CpuTimer&>(timer);
    self.on_expiry_(self);
}

void CpuTimer::arm(u32 ticks)
{
    lib::IrqGuard const stay_here;
    Cpu& cpu = hw::this_cpu();
    lib::SpinGuard const guard{cpu.timers_lock};
    cpu_ = &cpu;
    due = clock::now() + ticks;
    cpu.timers.arm(*this);
}

// The lock is held while timers are called, so having it means that no call is under way.
// Proved by: CpuTimer.IsNotBeingCalledAnyMoreWhenCancelHasReturned,
// planted/timer_cancelled_while_it_is_called.
void CpuTimer::cancel()
{
    if (cpu_ == nullptr) return;
    lib::IrqSpinGuard const guard{cpu_->timers_lock};
    cpu_->timers.cancel(*this);
}

void expire_timers()
{
    Cpu& cpu = hw::this_cpu();
    lib::SpinGuard const guard{cpu.timers_lock};
    cpu.timers.advance_to(clock::now());
}

} // namespace kernel
