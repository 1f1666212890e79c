// SPDX-License-Identifier: MIT
#include "arch/x86_32/device/spare_clock.hpp"

#include "arch/x86_32/cpu/handed_over.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/decode/acpi_tables.hpp"
#include "arch/x86_32/device/pit.hpp"
#include "kernel/log/log.hpp"
#include "mm/fixmap.hpp"

namespace arch {

namespace {

constexpr u32 kHpetCapabilities = 0x000, kHpetConfiguration = 0x010, kHpetCounter = 0x0F0;
constexpr u32 kHpetRuns = 1u << 0; // of the configuration

constinit SpareClock g_clock;
constinit VirtAddr g_hpet;
constinit u16 g_pm_timer_port = 0;

// Volatile: device memory.
u32 volatile& hpet(u32 offset) { return *reinterpret_cast<u32 volatile*>((g_hpet + offset).raw()); }

u32 read_hpet() { return hpet(kHpetCounter); }
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

void try_hpet(PhysAddr registers)
{
    g_hpet = mm::fixmap_map(mm::Fixmap::Hpet, Pfn::of(registers)) + registers.page_offset();
    u32 const hz = hpet_hz(u64{hpet(kHpetCapabilities + 4)} << 32 | hpet(kHpetCapabilities));
    if (hz == 0) return;
    hpet(kHpetConfiguration) = hpet(kHpetConfiguration) | kHpetRuns; // firmware often leaves it off
    try_clock({.read = read_hpet, .hz = hz, .mask = ~0u, .name = "HPET"});
}

void try_pm_timer(PmTimer const& timer)
{
    g_pm_timer_port = timer.port;
    try_clock({.read = read_pm_timer, .hz = kPmTimerHz, .mask = timer.mask, .name = "ACPI timer"});
}

} // namespace

void find_spare_clock(PhysicalReader& reader)
{
    if (pit_runs()) return;
    kernel::Complaints complaints; // already said when the list of CPUs was read
    auto const root = AcpiRoot::find(reader, handed_over_rsdp(), complaints);
    if (root) {
        if (auto const table = find_acpi_table(reader, *root, "HPET", complaints))
            if (auto const registers = read_hpet_table(*table)) try_hpet(*registers);
        if (auto const table = find_acpi_table(reader, *root, "FACP", complaints))
            if (auto const timer = read_fadt(*table)) try_pm_timer(*timer);
    }
    if (g_clock.read != nullptr)
        kernel::warn("the PIT stands still: the {} tells the time instead", g_clock.name);
    else
        kernel::warn("the PIT stands still, and HPET and ACPI timer stand still or are absent");
}

SpareClock const* spare_clock() { return g_clock.read == nullptr ? nullptr : &g_clock; }

} // namespace arch
