// SPDX-License-Identifier: MIT
// Large pages in the early directory, which boot/early_paging.asm fills only at its beginning. Bytes may
// straddle a border between large pages, so each view has one more than its room needs.
#include "arch/x86_32/cpu/early_map.hpp"

#include "arch/x86_32/cpu/paging.hpp"
#include "lib/check.hpp"
#include "mm/layout.hpp"
#include "mm/page_table.hpp"

#include <array>

extern "C" std::array<mm::PteSlot, mm::kEntriesPerTable> early_directory; // boot/early_paging.asm

namespace arch {
namespace {

struct Room {
    VirtAddr begin;
    u32 pages;
};

constexpr Room room_of(EarlyView view)
{
    switch (view) {
    case EarlyView::LowMemory:
        return {mm::layout::kKernelBase + kEarlyMapBytes, (kEarlyLowBytes - kEarlyMapBytes) / kLargePageSize};
    case EarlyView::LoaderHead: return {VirtAddr{0xF000'0000}, 2};
    case EarlyView::LoaderInfo: return {VirtAddr{0xF100'0000}, 2};
    case EarlyView::Screen: break;
    }
    return {VirtAddr{0xF800'0000}, 33};
}
static_assert(mm::layout::kKernelBase.raw() + kEarlyLowBytes <= 0xF000'0000);

mm::PteSlot& entry_of(VirtAddr page) { return early_directory[mm::directory_index(page)]; }

} // namespace

VirtAddr show_early(EarlyView view, PhysAddr begin, u32 bytes, mm::Cache cache)
{
    auto const [first, pages] = room_of(view);
    u32 const offset = static_cast<u32>(begin.raw() % kLargePageSize);
    CHECK(u64{offset} + bytes <= u64{pages} * kLargePageSize);
    u32 const uncached = cache == mm::Cache::WriteBack ? 0 : mm::Pte::kPcd;
    u32 const flags = mm::Pte::kPresent | mm::Pte::kWrite | mm::Pte::kAccessed | mm::Pte::kDirty |
                      mm::Pte::kLarge | uncached;
    for (u32 done = 0; done < offset + bytes; done += kLargePageSize)
        mm::publish(entry_of(first + done), mm::Pte::frame(Pfn::of(begin + done - offset), flags));
    return first + offset;
}

} // namespace arch
