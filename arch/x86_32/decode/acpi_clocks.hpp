// SPDX-License-Identifier: MIT
// Clocks that ACPI's tables name, beside the PIT: the power management timer (FADT) and the high precision
// event timer (HPET). For machines whose PIT stands still.
#pragma once

#include "arch/x86_32/decode/physical_table.hpp"

namespace arch {

inline constexpr u32 kPmTimerHz = 3'579'545; // ACPI 6.4, 4.8.3.3

/// A counter at an I/O port that runs upwards and around.
struct PmTimer {
    u16 port = 0;
    u32 mask = 0; ///< of the bits that count: 24 or 32
    constexpr bool operator==(PmTimer const&) const = default;
};
/// What a FADT ("FACP"), found and verified, says. Nothing if the machine has none, or one at no port.
[[nodiscard]] std::optional<PmTimer> read_fadt(PhysicalTable const& table);

/// Where a HPET's registers are, by its table. Nothing if they are not in memory.
[[nodiscard]] std::optional<PhysAddr> read_hpet_table(PhysicalTable const& table);

/// Time on a counter that runs upwards and around, from its readings.
class CountupMeter {
public:
    /// After that many equal readings in a row, it stands still. A reading of a chipset's register takes
    /// half a microsecond or more; the slowest of these clocks ticks every 0.28.
    static constexpr u32 kStuckReadings = 20'000;

    constexpr CountupMeter(u32 mask, u32 first) : mask_{mask}, last_{first} {}

    /// The next reading, less than one way around after the last.
    constexpr void read(u32 now)
    {
        equal_ = now == last_ ? equal_ + 1 : 0;
        if (equal_ >= kStuckReadings) stuck_ = true;
        ticks_ += (now - last_) & mask_;
        last_ = now;
    }

    [[nodiscard]] constexpr u64 ticks() const { return ticks_; }
    [[nodiscard]] constexpr bool stuck() const { return stuck_; }

private:
    u32 mask_;
    u64 ticks_ = 0;
    u32 equal_ = 0;
    u32 last_;
    bool stuck_ = false;
};

} // namespace arch
