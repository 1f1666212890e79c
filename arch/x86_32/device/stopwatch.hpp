// SPDX-License-Identifier: MIT
// Waiting for microseconds, and measuring a clock whose rate nobody tells us: against the PIT, or the spare
// clock, or, failing both, the seconds of the battery-backed clock.
#pragma once

#include "arch/x86_32/device/pit.hpp"
#include "arch/x86_32/device/rtc.hpp"
#include "arch/x86_32/device/spare_clock.hpp"
#include "lib/processor.hpp"

namespace arch {

/// Runs since it was made. One at a time; must be read at least every 54 ms. Where no clock runs at all,
/// every reading counts as a microsecond, which is the least that a few port accesses take: so a loop that
/// waits for time to pass always ends.
class Stopwatch {
public:
    Stopwatch()
    {
        if (auto const* clock = spare_clock())
            spare_.emplace(*clock);
        else
            pit_.emplace();
    }

    [[nodiscard]] u32 microseconds()
    {
        if (pit_) return pit_->microseconds();
        return static_cast<u32>(spare_->ticks() * 1'000'000 / spare_->hz());
    }

private:
    std::optional<PitClock> pit_;
    std::optional<SpareMeter> spare_;
};

/// Waits until `happened()`, at most `microseconds`. Returns whether it has.
template <class Condition> [[nodiscard]] bool wait_for(u32 microseconds, Condition happened)
{
    Stopwatch watch;
    while (!happened()) {
        if (watch.microseconds() >= microseconds) return happened(); // it may have, during the last reading
        hw::pause();
    }
    return true;
}

/// Just waits.
inline void delay(u32 microseconds)
{
    static_cast<void>(wait_for(microseconds, [] { return false; }));
}

/// Both clocks at the same moment, as nearly as possible.
struct Moment {
    u64 ticks = 0;           ///< of the clock whose rate is known
    u64 counted = 0;         ///< by the other one
    u64 uncertain = ~u64{0}; ///< ticks that passed while it was read
};

template <class Clock, class Count> [[nodiscard]] Moment look(Clock& clock, Count count)
{
    u64 const before = clock.ticks();
    u64 const counted = count();
    u64 const after = clock.ticks();
    return {before + (after - before) / 2, counted, after - before};
}

/// The best of a few: a system management interrupt, or the host of an emulator, may come between two
/// readings.
template <class Clock, class Count> [[nodiscard]] Moment look_closely(Clock& clock, Count count)
{
    Moment best;
    for (int attempt = 0; attempt < 5; ++attempt) {
        Moment const moment = look(clock, count);
        if (moment.uncertain < best.uncertain) best = moment;
    }
    return best;
}

/// How much `count()` grows in a second of `clock`, or 0 if that stands still. Takes 20 ms, so an error of
/// one tick of the PIT is 42 in a million.
template <class Clock, class Count> [[nodiscard]] u64 measure_against(Clock& clock, Count count)
{
    Moment const begin = look_closely(clock, count);
    while (clock.ticks() - begin.ticks < clock.hz() / 50)
        if (clock.stuck()) return 0;
    Moment const end = look_closely(clock, count);
    return (end.counted - begin.counted) * clock.hz() / (end.ticks - begin.ticks);
}

/// How much `count()` grows in a second, by the best clock that there is; 0 if there is none. Takes 20 ms,
/// or two seconds if there is only the battery-backed clock.
template <class Count> [[nodiscard]] u64 measure_rate(Count count)
{
    if (auto const* spare = spare_clock()) {
        SpareMeter clock{*spare};
        return measure_against(clock, count);
    }
    PitClock pit;
    if (u64 const rate = measure_against(pit, count)) return rate;
    if (!wait_for_next_second()) return 0;
    u64 const begin = count();
    return wait_for_next_second() ? count() - begin : 0;
}

} // namespace arch
