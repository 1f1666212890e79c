// SPDX-License-Identifier: MIT
#include "arch/x86_32/device/hpet.hpp"

#include "arch/x86_32/decode/hpet.hpp"
#include "kernel/log/log.hpp"
#include "mm/fixmap.hpp"

namespace arch {

namespace {

constinit VirtAddr g_hpet;

// Volatile: device memory.
u32 volatile& hpet(HpetRegister which, u32 timer = 0)
{
    return *reinterpret_cast<u32 volatile*>((g_hpet + static_cast<u32>(which) + 0x20 * timer).raw());
}

void say_left_on(HpetLeftOn const& found)
{
    if (found.replaced_pit)
        kernel::info(
            "the HPET was left in the place of PIT and battery-backed clock; IRQ 0 and IRQ 8 are theirs "
            "again");
    if (found.timers != 0)
        kernel::info("{} of the HPET left interrupting; stopped now", lib::Counted{found.timers, "timer"});
}

} // namespace

u32 take_over_hpet(PhysAddr registers)
{
    g_hpet = mm::fixmap_map(mm::Fixmap::Hpet, Pfn::of(registers)) + registers.page_offset();
    u32 const hz = hpet_hz(hpet(HpetRegister::TickLength));
    if (hz != 0) say_left_on(quiet_hpet(hpet));
    return hz;
}

void start_hpet() { hpet(HpetRegister::Configuration) = hpet(HpetRegister::Configuration) | kHpetRuns; }

u32 read_hpet() { return hpet(HpetRegister::Counter); }

} // namespace arch
