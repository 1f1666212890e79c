// SPDX-License-Identifier: MIT
#include "mm/fixmap.hpp"

#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"

namespace mm {

namespace {

PteSlot& slot_of(Fixmap name) { return kernel_space().fixmap[2 * static_cast<u32>(name)]; }

} // namespace

VirtAddr fixmap_map(Fixmap name, Pfn pfn, Protection protection)
{
    publish(slot_of(name), page_entry(pfn, protection));
    return fix_to_virt(name);
}

void fixmap_unmap(Fixmap name)
{
    retract(slot_of(name));
    hw::flush_page(fix_to_virt(name));
}

char const* fixmap_name(Fixmap name)
{
    if (Fixmap::IoApicFirst <= name && name <= Fixmap::IoApicLast) return "I/O APIC";
    switch (name) {
    case Fixmap::VgaText: return "VGA text";
    case Fixmap::LocalApic: return "local APIC";
    case Fixmap::FirmwareTable: return "firmware table";
    case Fixmap::Hpet: return "HPET";
    case Fixmap::Test: return "test";
    default: return "unused";
    }
}

} // namespace mm
