// SPDX-License-Identifier: MIT
#include "arch/x86_32/device/spare_clock.hpp"

#include "arch/x86_32/cpu/handed_over.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/decode/acpi_tables.hpp"
#include "arch/x86_32/device/hpet.hpp"
#include "arch/x86_32/device/pit.hpp"
#include "kernel/log/log.hpp"

namespace arch {

namespace {

constinit SpareClock g_clock;
constinit u16 g_pm_timer_port = 0;

u32 read_pm_timer() { return inl(g_pm_timer_port); }

bool runs(SpareClock const& clock)
{
    SpareMeter meter{clock};
    while (meter.ticks() == 0)
        if (meter.stuck()) return false;
    return true;
}

void try_clock(SpareClock const& clock)
{
    if (g_clock.read == nullptr && runs(clock)) g_clock = clock;
}

void try_hpet(u32 hz)
{
    if (hz == 0) return;
    start_hpet();
    try_clock({.read = read_hpet, .hz = hz, .mask = ~0u, .name = "HPET"});
}

void try_pm_timer(PmTimer const& timer)
{
    g_pm_timer_port = timer.port;
    try_clock({.read = read_pm_timer, .hz = kPmTimerHz, .mask = timer.mask, .name = "ACPI timer"});
}

// Its rate in Hz, or 0.
u32 hpet_of(PhysicalReader& reader, AcpiRoot const& root, kernel::Complaints& complaints)
{
    auto const table = find_acpi_table(reader, root, "HPET", complaints);
    auto const registers = table ? read_hpet_table(*table) : std::nullopt;
    return registers ? take_over_hpet(*registers) : 0;
}

} // namespace

void take_over_clocks(PhysicalReader& reader)
{
    kernel::Complaints complaints; // already said when the list of CPUs was read
    auto const root = AcpiRoot::find(reader, handed_over_rsdp(), complaints);
    u32 const hz = root ? hpet_of(reader, *root, complaints) : 0;
    if (pit_runs()) return;
    try_hpet(hz);
    if (root)
        if (auto const table = find_acpi_table(reader, *root, "FACP", complaints))
            if (auto const timer = read_fadt(*table)) try_pm_timer(*timer);
    if (g_clock.read != nullptr)
        kernel::warn("the PIT stands still: the {} tells the time instead", g_clock.name);
    else
        kernel::warn("the PIT stands still, and HPET and ACPI timer stand still or are absent");
}

SpareClock const* spare_clock() { return g_clock.read == nullptr ? nullptr : &g_clock; }

} // namespace arch
