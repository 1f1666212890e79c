// SPDX-License-Identifier: MIT
// Building the final tables, which are not loaded yet: no CPU holds their translations.
#include "mm/kernel_space.hpp"

#include "lib/check.hpp"
#include "mm/direct_map.hpp"
#include "mm/map_range.hpp"

namespace mm {

namespace {

constinit KernelSpace g_space{};
constinit u32 g_never_mapped = 0; ///< bytes of lowmem, from layout::kVideoMemory on

constexpr u32 kDirectories = 4;
constexpr u32 tables_for(VirtRange range) { return (range.bytes() + kLargePageSize - 1) / kLargePageSize; }
constexpr u32 kFixmapTables = tables_for(layout::kFixmap);
constexpr u32 kKmapTables = tables_for(layout::kKmapWindow);
static_assert(layout::kFixmap.begin.raw() % kLargePageSize == 0, "its first entry is a table's first");
static_assert(layout::kKmapWindow.begin.raw() % kLargePageSize == 0);

/// A pointer entry has no right to allow, and reserves the bits where others have them (SDM 3A, table 4-8).
Pte pointer_entry(Pfn directory) { return Pte::frame(directory, Pte::kPresent); }

/// Tables from the boot's frames, which are adjacent as long as a run() of them lasts.
class BootTables final : public TableFrames {
public:
    explicit BootTables(BootFrames& boot) : boot_{boot} {}

    /// The first of the next `count` tables, which lie one after the other.
    Pfn run(u32 count)
    {
        auto const frames = boot_.take(count);
        CHECK(frames.has_value());
        run_ = *frames;
        return run_.begin;
    }
    [[nodiscard]] std::optional<Pfn> take() override
    {
        if (run_.empty()) run(1);
        Pfn const table = run_.begin;
        run_.begin = table + 1;
        return table;
    }
    void give(Pfn) override { CHECK(false); } // nothing is unmapped before the allocator has started

private:
    BootFrames& boot_;
    FrameRange run_;
};

PhysAddr build_root(BootFrames& boot)
{
    PhysAddr const root = boot.take_one().base();
    // All four, though three stay empty: the CPU reads these entries only when CR3 is loaded, so one that
    // was added later would not be seen.
    for (PteSlot& slot : pointers_at(root)) publish(slot, pointer_entry(boot.take_one()));
    return root;
}

void map_directly(AddressSpace const& space, DirectMap const& lowmem)
{
    for (Pfn first; first < lowmem.end();) {
        DirectMap::Piece const piece = lowmem.piece_from(first);
        first = piece.frames.end;
        if (!piece.protection) continue; // a hole or a guard
        map_range(space, lowmem_address(piece.frames.begin.base()), piece.frames,
                  {.protection = *piece.protection, .global = true, .large = piece.large})
            .must();
    }
}

/// Empty tables for a window, adjacent in memory: its entries are one array, even where it crosses 2 MiB.
PteSlot* build_window(AddressSpace const& space, BootTables& tables, VirtRange range)
{
    Pfn const first = tables.run(tables_for(range));
    make_tables(space, range).must();
    return table_at(first).data();
}

} // namespace

u32 table_frames_needed(MemoryMap const& map, ImageLayout const& image, Pfn lowmem_end)
{
    return 1 + kDirectories + kFixmapTables + kKmapTables + DirectMap{map, image, lowmem_end}.split_regions();
}

KernelSpace const& build_kernel_space(MemoryMap const& map, LowmemPlan const& plan, ImageLayout const& image,
                                      BootFrames& boot)
{
    g_space.root = build_root(boot);
    g_space.lowmem_end = plan.lowmem_end;
    BootTables tables{boot};
    AddressSpace const not_loaded{g_space.root, tables, {}};
    map_directly(not_loaded, DirectMap{map, image, plan.lowmem_end});
    g_space.fixmap = build_window(not_loaded, tables, layout::kFixmap);
    g_space.kmap = build_window(not_loaded, tables, layout::kKmapWindow);
    g_space.pages = AddressSpace{g_space.root, lowmem_tables(), lib::CpuMask::all()};
    g_never_mapped = image.data.end - layout::kVideoMemory;
    force_slots(false, false);
    return g_space;
}

constinit detail::DirectlyShown detail::directly_shown{};

void force_slots(bool force, bool watched) noexcept
{
    constexpr u32 kAll = ~0u;
    Pfn const end = force ? Pfn{} : g_space.lowmem_end;
    u32 const bytes = end.raw() << kPageShift; // at most layout::kDirectMapMax
    detail::directly_shown = watched ? detail::DirectlyShown{end, kAll, kAll}
                                     : detail::DirectlyShown{end, bytes, g_never_mapped - 1};
}

KernelSpace const& kernel_space() noexcept { return g_space; }

} // namespace mm
