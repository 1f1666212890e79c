// SPDX-License-Identifier: MIT
// The windows of the CPUs: one after the other, all in the page tables that every CPU shares.
#include "mm/local_window.hpp"

#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "mm/context.hpp"
#include "mm/kernel_space.hpp"
#include "mm/page_table.hpp"

namespace mm {

namespace {

/// One after the other.
struct Windows {
    VirtAddr begin;
    u32 pages; ///< of each
};
constexpr Windows kUsualWindows{layout::kLocalWindows.begin, layout::kLocalPagesPerCpu};
constinit Windows g_windows = kUsualWindows;

VirtAddr address_in_window(WindowOwner owner, u32 page)
{
    return g_windows.begin + (owner.number() * g_windows.pages + page) * kPageSize;
}

/// The entry that maps `page`, or nullptr without a table for it.
PteSlot* window_entry(VirtAddr page)
{
    Pte const table = walk(kernel_space().root, page).directory;
    return table.present() ? &table_at(table.pfn())[table_index(page)] : nullptr;
}

} // namespace

WindowOwner this_owner() { return WindowOwner{hw::cpu_index()}; }
lib::Text<16> name_of(WindowOwner owner) { return lib::formatted<16>("CPU {}", owner.number()); }

VirtRange local_windows()
{
    u32 const pages = WindowOwner::kMost * g_windows.pages + 1;
    return {g_windows.begin, g_windows.begin + pages * kPageSize};
}
u32 slots_per_window() { return g_windows.pages / 2; }

void move_windows(VirtAddr begin, u32 slots)
{
    CHECK(begin.raw() % (2 * slots * kPageSize) == 0 && kEntriesPerTable % (2 * slots) == 0);
    g_windows = {begin, 2 * slots};
    for (u32 number = 0; number < WindowOwner::kMost; ++number)
        if (LocalWindow* const window = holder_of(WindowOwner{number}).window; window != nullptr)
            *window = LocalWindow{WindowOwner{number}};
}

void move_windows_back() { move_windows(kUsualWindows.begin, kUsualWindows.pages / 2); }

LocalWindow::LocalWindow(WindowOwner owner)
    : entries_{window_entry(address_in_window(owner, 0))}, base_{address_in_window(owner, 0)}
{
    CHECK(entries_ != nullptr);
}

LocalPlace LocalPlace::of(VirtAddr address)
{
    VirtRange const windows = local_windows();
    if (!windows.contains(address)) return {Kind::Outside, address.page(), WindowOwner{0}, 0};
    u32 const page = (address - windows.begin) / kPageSize;
    WindowOwner const owner{page / g_windows.pages};
    if (owner.number() == WindowOwner::kMost) return {Kind::Edge, address.page(), owner, 0};
    return of_page(owner, page % g_windows.pages);
}

LocalPlace LocalPlace::of_page(WindowOwner owner, u32 page)
{
    return {page % 2 == 0 ? Kind::Guard : Kind::Slot, address_in_window(owner, page), owner, page};
}

LocalPlace LocalPlace::moved(i32 pages) const
{
    return of(VirtAddr{address_.raw() + static_cast<u32>(pages) * kPageSize});
}

Pte LocalPlace::entry() const
{
    PteSlot const* const slot = has_owner() ? window_entry(address_) : nullptr;
    return slot != nullptr ? read_entry(*slot) : Pte{};
}

} // namespace mm
