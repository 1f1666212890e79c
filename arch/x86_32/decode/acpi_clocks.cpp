// SPDX-License-Identifier: MIT
// Offsets as in ACPI 6.4, table 5.9 (FADT), and in the HPET specification 1.0a, 3.2.4.
#include "arch/x86_32/decode/acpi_clocks.hpp"

namespace arch {

namespace {

constexpr u32 kPmTimerPort = 76, kPmTimerBytes = 91, kFlags = 112;
constexpr u32 kThirtyTwoBits = 1u << 8; // of the flags
constexpr u32 kHpetSpace = 40, kHpetLow = 44, kHpetHigh = 48;
constexpr u8 kInMemory = 0;

} // namespace

std::optional<PmTimer> read_fadt(PhysicalTable const& table)
{
    auto const port = table.read<u32>(kPmTimerPort);
    auto const bytes = table.read<u8>(kPmTimerBytes);
    auto const flags = table.read<u32>(kFlags);
    if (!port || !bytes || !flags || *bytes != sizeof(u32) || *port == 0 || *port > 0xFFFF)
        return std::nullopt;
    return PmTimer{static_cast<u16>(*port), (*flags & kThirtyTwoBits) != 0 ? ~0u : 0xFF'FFFFu};
}

std::optional<PhysAddr> read_hpet_table(PhysicalTable const& table)
{
    auto const space = table.read<u8>(kHpetSpace);
    auto const low = table.read<u32>(kHpetLow);
    auto const high = table.read<u32>(kHpetHigh);
    if (!space || !low || !high || *space != kInMemory) return std::nullopt;
    PhysAddr const base{u64{*high} << 32 | *low};
    if (base == PhysAddr{} || base.page_offset() % 8 != 0 || !Pfn::exists(base)) return std::nullopt;
    return base;
}

} // namespace arch
