// SPDX-License-Identifier: MIT
// Measuring a clock whose rate nobody tells us against the PIT.
#pragma once

#include "arch/x86_32/device/pit.hpp"

namespace arch {

/// Both clocks at the same moment, as nearly as possible.
struct Moment {
    u32 pit_ticks = 0;
    u64 counted = 0;     ///< by the other clock
    u32 uncertain = ~0u; ///< PIT ticks that passed while it was read
};

template <class Count> [[nodiscard]] Moment look(PitClock& clock, Count count)
{
    u32 const before = clock.ticks();
    u64 const counted = count();
    u32 const after = clock.ticks();
    return {before + (after - before) / 2, counted, after - before};
}

/// The best of a few: a system management interrupt, or the host of an emulator, may come between two
/// readings.
template <class Count> [[nodiscard]] Moment look_closely(PitClock& clock, Count count)
{
    Moment best;
    for (int attempt = 0; attempt < 5; ++attempt) {
        Moment const moment = look(clock, count);
        if (moment.uncertain < best.uncertain) best = moment;
    }
    return best;
}

/// How much `count()` grows in a second, or 0 if the PIT stands still. Takes 20 ms, so an error of one PIT
/// tick is 42 in a million.
template <class Count> [[nodiscard]] u64 measure_rate(Count count)
{
    constexpr u32 kMeasuredTicks = kPitHz / 50;
    PitClock clock;
    Moment const begin = look_closely(clock, count);
    while (clock.ticks() - begin.pit_ticks < kMeasuredTicks)
        if (clock.stuck()) return 0;
    Moment const end = look_closely(clock, count);
    return (end.counted - begin.counted) * kPitHz / (end.pit_ticks - begin.pit_ticks);
}

} // namespace arch
