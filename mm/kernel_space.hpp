// SPDX-License-Identifier: MIT
// The kernel's final page tables: built once, shared by all CPUs. Nothing in them is both writable and
// executable; page 0 and everything below the kernel is unmapped. How a boot uses it (mm/layout.hpp has the
// map):
//
//     MemoryMap map{...};  plan_lowmem(map, image, lowmem=);  map.drop_from(plan.frames_end, NoMetadata);
//     BootFrames boot{map, early limit};  build_kernel_space(map, plan, image, boot);
//     hw::load_page_tables(kernel_space().root);  boot.raise_limit(plan.lowmem_end);  frames().start(...)
#pragma once

#include "mm/address_space.hpp"
#include "mm/boot_frames.hpp"
#include "mm/image_layout.hpp"
#include "mm/layout.hpp"
#include "mm/lowmem_plan.hpp"
#include "mm/pae.hpp"

namespace mm {

struct KernelSpace {
    PhysAddr root;             ///< the page-directory-pointer table: for CR3. Below 4 GiB, 32-byte aligned
    AddressSpace pages;        ///< the same, to map and unmap in; tables come from the frame allocator
    Pfn lowmem_end;            ///< the direct map covers RAM below
    PteSlot* fixmap = nullptr; ///< the entry of layout::kFixmap's first page; an array, one entry a page
    PteSlot* kmap = nullptr;   ///< the same for layout::kKmapWindow
};

/// Frames that build_kernel_space() takes for a direct map up to `lowmem_end`.
[[nodiscard]] u32 table_frames_needed(MemoryMap const& map, ImageLayout const& image, Pfn lowmem_end);

/// Builds the tables from frames of `boot` (each below the limit of hw::lowmem() at that time) and remembers
/// them in kernel_space(). entry_features() must be final. Does not load them: hw::load_page_tables() does.
KernelSpace const& build_kernel_space(MemoryMap const& map, LowmemPlan const& plan, ImageLayout const& image,
                                      BootFrames& boot);

/// The tables in use. Empty until build_kernel_space() has run.
[[nodiscard]] KernelSpace const& kernel_space() noexcept;

/// Is this frame in the direct map?
[[nodiscard]] inline bool is_lowmem(Pfn pfn) { return pfn < kernel_space().lowmem_end; }

namespace detail {
/// The direct map as mapping calls see it; nothing with force_slots().
struct DirectlyShown {
    Pfn end;
    // For kunmap_local(), which takes everything in while it is watched.
    u32 bytes_or_all = 0;        ///< from layout::kKernelBase on
    u32 never_mapped_or_all = 0; ///< the last byte of these, from layout::kVideoMemory on
};
extern constinit DirectlyShown directly_shown;
} // namespace detail

/// Is this frame of RAM shown where the direct map has it when it is mapped? All of lowmem is, unless
/// force_slots() was called.
[[nodiscard]] inline bool needs_no_slot(Pfn pfn) { return pfn < detail::directly_shown.end; }

/// kmap.debug=force: from now on mapping calls take slots even for lowmem, and know no addresses other than
/// those of slots. With `watched` the two questions below are always answered with yes, whereupon
/// kunmap_local() goes the long way (mm/watched_local.hpp): so neither a page of highmem nor one of lowmem
/// pays for asking whether it should. Call it while nothing is mapped.
void force_slots(bool force, bool watched) noexcept;

/// Where the direct map shows `address`. Precondition: below lowmem_end.
[[nodiscard]] constexpr VirtAddr lowmem_address(PhysAddr address)
{
    return layout::kKernelBase + static_cast<u32>(address.raw());
}

/// Does `address` lie in a frame that needs no slot, so that there is nothing to unmap, or are the calls
/// watched? One comparison: what lies below the kernel wraps to large numbers. (Only the byte right below it
/// is never taken in; that one is nobody's slot, and stops the machine.)
[[nodiscard]] inline bool shown_directly_or_watched(VirtAddr address)
{
    return address - layout::kKernelBase < detail::directly_shown.bytes_or_all;
}

/// Does `address` lie in lowmem that no mapping call ever returns: from the memory of the VGA and the BIOS to
/// the end of the kernel's image? Or are the calls watched? One comparison, with which an unmap of lowmem
/// ends.
[[nodiscard]] inline bool is_never_mapped_or_watched(VirtAddr address)
{
    return address - layout::kVideoMemory <= detail::directly_shown.never_mapped_or_all;
}

} // namespace mm
