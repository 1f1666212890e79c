// SPDX-License-Identifier: MIT
// What translates an address: up to four directories, where their page tables come from and go to, and which
// CPUs may have cached translations. Read next: mm/map_range.hpp, which fills it.
#pragma once

#include "lib/cpu_mask.hpp"
#include "mm/page_table.hpp"
#include "mm/table_frames.hpp"

#include <algorithm>
#include <array>

namespace mm {

class AddressSpace {
public:
    constexpr AddressSpace() = default;
    /// Takes the directories that the pointer table at `root` names now. None may be added later, because a
    /// CPU reads the four pointers only when CR3 is loaded. Some of them may belong to another space, which
    /// the addresses below them then belong to as well. `holders` are the CPUs that may have its translations
    /// in their TLBs.
    AddressSpace(PhysAddr root, TableFrames& tables, lib::CpuMask holders);

    /// The directory entry for an address in one of this space's directories.
    [[nodiscard]] PteSlot& directory_entry(VirtAddr address) const
    {
        return directories_[pdpt_index(address)][directory_index(address)];
    }
    /// The entry of a small page. Precondition: its table exists.
    [[nodiscard]] PteSlot& entry(VirtAddr page) const
    {
        return table_behind(directory_entry(page))[table_index(page)];
    }
    [[nodiscard]] TableFrames& tables() const { return *tables_; }
    [[nodiscard]] lib::CpuMask holders() const { return holders_; }

private:
    std::array<PteSlot*, 4> directories_{}; ///< nullptr where this space has none
    TableFrames* tables_ = nullptr;
    lib::CpuMask holders_;
};

/// Calls `visit(directory entry, part)` for each part of `pages` that lies behind one directory entry, from
/// the lowest on.
template <class Visit>
[[gnu::always_inline]] inline void for_each_part(AddressSpace const& space, VirtRange pages, Visit&& visit)
{
    while (pages.begin != pages.end) {
        u32 const to_next_entry = kLargePageSize - pages.begin.raw() % kLargePageSize;
        VirtRange const part{pages.begin, pages.begin + std::min(to_next_entry, pages.bytes())};
        visit(space.directory_entry(part.begin), part);
        pages.begin = part.end;
    }
}

} // namespace mm
