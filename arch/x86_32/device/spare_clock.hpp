// SPDX-License-Identifier: MIT
// What tells the time where the PIT stands still: the HPET, or else the ACPI timer. Only for measuring and
// waiting, not for interrupts.
#pragma once

#include "arch/x86_32/decode/acpi_clocks.hpp"

#include <string_view>

namespace arch {

/// A counter that runs upwards and around.
struct SpareClock {
    u32 (*read)() = nullptr;
    u32 hz = 0;
    u32 mask = 0;
    std::string_view name; ///< "HPET"; a literal
};

/// Makes the HPET quiet, if there is one, and looks for a clock that runs, if the PIT does not. `reader`
/// reads firmware tables. Boot CPU, once, final tables loaded.
void take_over_clocks(PhysicalReader& reader);

/// What take_over_clocks() found, or null: the PIT serves, or there is nothing else either.
[[nodiscard]] SpareClock const* spare_clock();

/// Time on it since this was made.
class SpareMeter {
public:
    explicit SpareMeter(SpareClock const& clock) : clock_{clock}, meter_{clock.mask, clock.read()} {}

    [[nodiscard]] u64 ticks()
    {
        meter_.read(clock_.read());
        return meter_.ticks();
    }
    [[nodiscard]] u32 hz() const { return clock_.hz; }
    [[nodiscard]] bool stuck() const { return meter_.stuck(); }

private:
    SpareClock const& clock_;
    CountupMeter meter_;
};

} // namespace arch
