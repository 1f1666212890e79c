// SPDX-License-Identifier: MIT
#include "mm/fixmap.hpp"

#include "mm/kernel_space.hpp"
#include "mm/map_range.hpp"

namespace mm {

VirtAddr fixmap_map(Fixmap name, Pfn pfn, Protection protection)
{
    VirtAddr const page = fix_to_virt(name);
    map_range(kernel_space().pages, page, {pfn, pfn + 1}, {protection}).must();
    return page;
}

void fixmap_unmap(Fixmap name)
{
    VirtAddr const page = fix_to_virt(name);
    unmap_range(kernel_space().pages, {page, page + kPageSize}, EmptyTables::Keep).must().settle_here();
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
