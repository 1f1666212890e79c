// SPDX-License-Identifier: MIT
// Building the final tables. They are not loaded yet, so the order of stores does not matter here; publish()
// is used all the same, because it refuses to write over an entry.
#include "mm/kernel_space.hpp"

#include "lib/check.hpp"
#include "mm/direct_map.hpp"
#include "mm/page_table.hpp"
#include "mm/protection.hpp"

#include <algorithm>

namespace mm {

namespace {

constinit KernelSpace g_space{};

constexpr u32 kDirectories = 4;
constexpr u32 tables_for(VirtRange range) { return (range.bytes() + kLargePageSize - 1) / kLargePageSize; }
constexpr u32 kFixmapTables = tables_for(layout::kFixmap);
constexpr u32 kKmapTables = tables_for(layout::kKmapWindow);
static_assert(layout::kFixmap.begin.raw() % kLargePageSize == 0, "its first entry is a table's first");
static_assert(layout::kKmapWindow.begin.raw() % kLargePageSize == 0);

/// Rights are narrowed by the page's own entry: a table allows everything.
Pte table_entry(Pfn table) { return Pte::frame(table, Pte::kPresent | Pte::kWrite | Pte::kAccessed); }

/// A pointer entry has no right to allow, and reserves the bits where others have them (SDM 3A, table 4-8).
Pte pointer_entry(Pfn directory) { return Pte::frame(directory, Pte::kPresent); }

Pte global(Pte entry, u32 more_flags = 0)
{
    return Pte{entry.low() | entry_features().global | more_flags, entry.high()};
}

/// Directory entries are looked up from the one directory that covers the last GiB.
class Builder {
public:
    explicit Builder(BootFrames& boot) : boot_{boot}, root_{boot.take_one()}
    {
        // All four, though three stay empty: the CPU reads these entries only when CR3 is loaded, so one that
        // were added later would not be seen.
        for (u32 index = 0; index < kDirectories; ++index) {
            directory_ = boot.take_one();
            publish(table_at(root_)[index], pointer_entry(directory_));
        }
    }

    [[nodiscard]] PhysAddr root() const { return root_.base(); }

    void map_directly(DirectMap const& lowmem)
    {
        for (Pfn first; first < lowmem.end(); first = first + kFramesPerLargePage) {
            switch (lowmem.region(first)) {
            case DirectMap::Region::Empty: break;
            case DirectMap::Region::Large:
                publish(directory_slot(lowmem_address(first.base())),
                        global(page_entry(first, kReadWrite), Pte::kLarge));
                break;
            case DirectMap::Region::Split: split(lowmem, first); break;
            }
        }
    }

    /// Empty tables for a window, adjacent in memory: its entries are one array, also where it crosses 2 MiB.
    PteSlot* window(VirtRange range, u32 tables)
    {
        auto const frames = boot_.take(tables);
        CHECK(frames.has_value());
        for (u32 index = 0; index < tables; ++index) {
            publish(directory_slot(range.begin + index * kLargePageSize), table_entry(frames->begin + index));
        }
        return table_at(frames->begin).data();
    }

private:
    PteSlot& directory_slot(VirtAddr address) { return table_at(directory_)[directory_index(address)]; }

    void split(DirectMap const& lowmem, Pfn first)
    {
        Pfn const table = boot_.take_one();
        for (u32 index = 0; index < kFramesPerLargePage; ++index) {
            auto const protection = lowmem.page(first + index);
            if (protection) publish(table_at(table)[index], global(page_entry(first + index, *protection)));
        }
        publish(directory_slot(lowmem_address(first.base())), table_entry(table));
    }

    BootFrames& boot_;
    Pfn root_;
    Pfn directory_; ///< of the last GiB
};

} // namespace

u32 table_frames_needed(MemoryMap const& map, ImageLayout const& image, Pfn lowmem_end)
{
    return 1 + kDirectories + kFixmapTables + kKmapTables + DirectMap{map, image, lowmem_end}.split_regions();
}

KernelSpace const& build_kernel_space(MemoryMap const& map, LowmemPlan const& plan, ImageLayout const& image,
                                      BootFrames& boot)
{
    Builder builder{boot};
    builder.map_directly(DirectMap{map, image, plan.lowmem_end});
    g_space.root = builder.root();
    g_space.lowmem_end = plan.lowmem_end;
    g_space.fixmap = builder.window(layout::kFixmap, kFixmapTables);
    g_space.kmap = builder.window(layout::kKmapWindow, kKmapTables);
    force_slots(false);
    return g_space;
}

constinit detail::DirectlyShown detail::directly_shown{};

void force_slots(bool force) noexcept
{
    detail::directly_shown.end = force ? Pfn{} : g_space.lowmem_end;
    detail::directly_shown.bytes = force ? 0 : layout::kDirectMapMax;
}

KernelSpace const& kernel_space() noexcept { return g_space; }

} // namespace mm
