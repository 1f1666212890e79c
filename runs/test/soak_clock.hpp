// SPDX-License-Identifier: MIT
// Time that goes on while ticks get lost: an emulator with more CPUs than the machine below it loses most of
// them, and half an hour of ticks took many hours.
#pragma once

#include "kernel/hw/cycles.hpp"
#include "kernel/thread/clock.hpp"
#include "kernel/thread/migration_guard.hpp"

namespace kernel {

/// Runs since it was made, which takes 20 ms. Threads only.
class SoakClock {
public:
    /// By the cycle counter; by ticks where it stands still or its rate cannot be measured. On a board whose
    /// CPUs count apart, what a thread reads is wrong by how far they are.
    [[nodiscard]] u32 ms() const
    {
        u64 const ms =
            khz_ != 0 ? (hw::cycles() - cycles_) / khz_ : u64{clock::now() - tick_} * 1000 / clock::hz();
        return static_cast<u32>(ms);
    }

private:
    static u32 measure()
    {
        MigrationGuard const here;
        return hw::measure_cycles_khz();
    }

    u32 khz_ = measure();
    u64 cycles_ = hw::cycles();
    Tick tick_ = clock::now();
};

} // namespace kernel
