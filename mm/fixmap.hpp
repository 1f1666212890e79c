// SPDX-License-Identifier: MIT
// Pages at addresses known when the kernel is compiled: devices, each with an unmapped page behind it. The
// same window holds every CPU's kmap_local slots further up (mm/local_window.hpp).
#pragma once

#include "mm/layout.hpp"
#include "mm/protection.hpp"

namespace mm {

/// Who has a page here. Page 2n of the window belongs to name n; page 2n+1 is its guard.
enum class Fixmap : u16 {
    VgaText,
    LocalApic,
    IoApicFirst,
    IoApicLast = IoApicFirst + 15,
    FirmwareTable, ///< for reading ACPI and MP tables, a page at a time, wherever they lie
    Hpet,          ///< a clock, if the board has one
    Test,          ///< for tests
    Count,
};
static_assert(2 * static_cast<u32>(Fixmap::Count) <= layout::kFixmapDevicePages);

[[nodiscard]] char const* fixmap_name(Fixmap name);

[[nodiscard]] constexpr VirtAddr fix_to_virt(Fixmap name)
{
    return layout::kFixmapBase + 2 * static_cast<u32>(name) * kPageSize;
}

/// Maps a frame, RAM or device, and returns its address. The page must be unmapped. All CPUs see it at once.
VirtAddr fixmap_map(Fixmap name, Pfn pfn, Protection protection = kDevice);

/// Unmaps and flushes on this CPU: for pages that no other CPU has touched.
void fixmap_unmap(Fixmap name);

} // namespace mm
