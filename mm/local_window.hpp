// SPDX-License-Identifier: MIT
// A CPU's slots for kmap_local: guard, page, guard, page, ... The only file that knows where they lie;
// another design (each thread its own window, switched by one directory entry) would replace this file.
//
//    base                                                                      next CPU's base
//    | guard | page | guard | page | guard | ...                 | guard | page | guard (of the next CPU) ...
//       0       1       2      3                                   254    255
//      `- slot 0 --'   `- slot 1 --'                               `- slot 127 -'
#pragma once

#include "mm/kernel_space.hpp"
#include "mm/page_table.hpp"

namespace mm {

class LocalWindow {
public:
    static constexpr u32 kPages = layout::kLocalPagesPerCpu;

    constexpr LocalWindow() = default;
    /// The slots of CPU `cpu` (0 .. kMaxCpus-1) in `space`, which must be built.
    LocalWindow(KernelSpace const& space, u32 cpu);

    [[nodiscard]] VirtAddr address_of(u32 page) const { return base_ + page * kPageSize; }
    /// The page of this window in which `address` lies; at least kPages for any address outside.
    [[nodiscard]] u32 page_of(VirtAddr address) const { return (address - base_) >> kPageShift; }
    [[nodiscard]] PteSlot& entry(u32 page) const { return entries_[page]; }

private:
    PteSlot* entries_ = nullptr; ///< of page 0; the tables behind it are adjacent in memory
    VirtAddr base_;
};

/// Where an address among all CPUs' slots belongs.
struct LocalPlace {
    u32 cpu = 0;
    u32 page = 0; ///< of that CPU's window
    bool guard = false;
    [[nodiscard]] u32 slot() const { return page / 2; }
};
[[nodiscard]] constexpr LocalPlace local_place(VirtAddr address)
{
    u32 const page = (address - layout::kLocalBase) >> kPageShift;
    return {page / LocalWindow::kPages, page % LocalWindow::kPages, page % 2 == 0};
}
/// The other way round: the first byte of the page.
[[nodiscard]] constexpr VirtAddr local_address(LocalPlace place)
{
    return layout::kLocalBase + (place.cpu * LocalWindow::kPages + place.page) * kPageSize;
}
static_assert(local_place(layout::kLocalBase).guard && !local_place(layout::kLocalBase + kPageSize).guard);
static_assert(local_place(layout::kLocalWindows.end - 1).guard, "a guard closes the last CPU's slots");

} // namespace mm
