// SPDX-License-Identifier: MIT
// Time from readings of a 16-bit counter that runs downwards and around, as the PIT's do. Pure arithmetic;
// the readings come from pit.cpp.
#pragma once

#include "lib/types.hpp"

namespace arch {

class CountdownMeter {
public:
    /// After this many equal readings in a row, the counter is taken for dead. A reading is three port
    /// accesses of about 1 us on an ISA bus and a PIT tick takes 0.84 us, so a live counter hardly shows
    /// the same value twice. Under an emulator that charges no time for ports it shows it some 100 times.
    static constexpr u32 kStuckReadings = 20'000;

    constexpr explicit CountdownMeter(u16 first) : last_{first} {}

    /// The next reading, fewer than 65536 ticks (54 ms of the PIT) after the previous one.
    constexpr void read(u16 now)
    {
        ++readings_;
        equal_ = now == last_ ? equal_ + 1 : 0;
        if (equal_ >= kStuckReadings) stuck_ = true;
        ticks_ += static_cast<u16>(last_ - now);
        last_ = now;
    }

    [[nodiscard]] constexpr u32 ticks() const { return ticks_; }
    [[nodiscard]] constexpr u32 readings() const { return readings_; }
    [[nodiscard]] constexpr bool stuck() const { return stuck_; }

private:
    u32 ticks_ = 0; // wraps after an hour
    u32 readings_ = 0;
    u32 equal_ = 0;
    u16 last_;
    bool stuck_ = false;
};

} // namespace arch
