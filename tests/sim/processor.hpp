// SPDX-License-Identifier: MIT
// The simulated CPUs as locks and guards see them: a number and an interrupt flag each. Defines what
// lib/processor.hpp asks for. The tests of threads bring CPUs of their own, which switch: tests/smp/smp.hpp.
#pragma once

#include "lib/processor.hpp"

namespace sim {

/// CPU 0 runs, interrupts on everywhere.
void reset_cpus();

/// Runs `function` on CPU `cpu`. Each host thread is on a CPU of its own choice, on 0 to begin with.
class OnCpu {
public:
    explicit OnCpu(u32 cpu);
    ~OnCpu();
    OnCpu(OnCpu const&) = delete;
    OnCpu& operator=(OnCpu const&) = delete;

private:
    u32 before_;
};
template <class Function> decltype(auto) on_cpu(u32 cpu, Function&& function)
{
    OnCpu const here{cpu};
    return function();
}

/// Interrupts of the current CPU.
[[nodiscard]] bool interrupts_on();

} // namespace sim
