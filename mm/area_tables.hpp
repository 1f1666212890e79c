// SPDX-License-Identifier: MIT
// The page tables behind one region, made when they are first needed and kept for good. All CPUs share the
// directory above them, so a new table is there for everyone at once. Pages count from the region's start.
#pragma once

#include "mm/address_space.hpp"
#include "mm/area_tag.hpp"

#include <optional>

namespace mm {

class AreaTables {
public:
    constexpr AreaTables() = default;
    /// `region` begins and ends at multiples of 2 MiB and lies in one GiB; `root` is the pointer table.
    AreaTables(PhysAddr root, VirtRange region);

    /// Makes the tables for pages [first, last]; false if lowmem ran out (what was made stays).
    [[nodiscard]] bool make(u32 first, u32 last);
    [[nodiscard]] static constexpr bool same_table(u32 page, u32 other)
    {
        return page / kEntriesPerTable == other / kEntriesPerTable;
    }

    /// The entry of a page. Precondition: its table exists. Always inlined: a caller that looks at one tag
    /// looks at three.
    [[nodiscard, gnu::always_inline]] PteSlot& entry(u32 page) const
    {
        return table_behind(directory_[page / kEntriesPerTable])[page % kEntriesPerTable];
    }
    /// The page before the one that starts at `address`; none if no page does, if that is the region's first,
    /// or if there is no table for it.
    [[nodiscard]] std::optional<u32> page_before(VirtAddr address) const
    {
        // For the first page, and for what lies below the region, this is a number beyond all pages.
        u32 const page = page_of(address) - 1;
        bool const inside = address.page_aligned() && page < region_.pages() - 1;
        return inside && table_exists(page) ? std::optional{page} : std::nullopt;
    }
    /// The tag of a page; None if its table does not exist. Any context, takes no lock.
    [[nodiscard]] AreaTag tag(u32 page) const
    {
        return table_exists(page) ? read_tag(entry(page)) : AreaTag{};
    }

    [[nodiscard]] bool table_exists(u32 page) const { return is_live(directory_[page / kEntriesPerTable]); }
    [[nodiscard]] AddressSpace const& space() const { return space_; } ///< to map and unmap pages in
    [[nodiscard]] VirtRange region() const { return region_; }
    [[nodiscard]] VirtRange addresses_of(u32 first, u32 pages) const
    {
        return {address_of(first), address_of(first + pages)};
    }
    [[nodiscard]] VirtAddr address_of(u32 page) const { return region_.begin + page * kPageSize; }
    /// Precondition: inside the region.
    [[nodiscard]] u32 page_of(VirtAddr address) const { return (address - region_.begin) / kPageSize; }
    [[nodiscard]] u32 tables_made() const; ///< frames of lowmem

private:
    AddressSpace space_;
    PteSlot* directory_ = nullptr; ///< the entry that covers the region's first 2 MiB
    VirtRange region_;
};

} // namespace mm
