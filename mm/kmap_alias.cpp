// SPDX-License-Identifier: MIT
#include "mm/kmap_alias.hpp"

#include "lib/check.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/map_pages.hpp"
#include "mm/protection.hpp"
#include "mm/vmap_area.hpp"

namespace mm {

namespace {

constinit KmapAliases g_aliases;

/// As vmap() of one frame, but on behalf of `caller`.
std::optional<VirtAddr> make_area(Frame frame, VirtAddr caller)
{
    auto const guard = vmap_area().take(1, AreaKind::Mapped, caller);
    if (!guard) return std::nullopt;
    AreaTables const& tables = vmap_area().tables();
    VirtRange const page = tables.addresses_of(*guard + 1, 1);
    if (flushes_watched()) check_flushed(page, PageMove::Map);
    map_pages(tables.space(), page, [&] { return page_entry(frame.pfn(), kReadWrite); });
    return page.begin;
}

/// As vunmap(), but for callers that must not sleep.
void drop_area(VirtAddr address)
{
    if (!layout::kVmapArea.contains(address)) return; // there was no room
    bool const at_once = kmap_debug().eager;
    Area const area = vmap_area().begin_free(address, AreaKind::Mapped, "kunmap");
    OwedFlush owed = unmap_pages(vmap_area().tables().space(), {address, address + kPageSize});
    owed.enter();
    if (!at_once) return vmap_area().end_free(area.guard, std::move(owed));
    owed.settle();
    vmap_area().end_free_flushed(area.guard);
}

} // namespace

KmapAliases& kmap_aliases() noexcept { return g_aliases; }

KmapAlias& KmapAliases::row_of(VirtAddr slot)
{
    return rows_[(slot - layout::kKmapWindow.begin) / kPageSize / 2];
}

std::optional<VirtAddr> KmapAliases::join_if_there(VirtAddr slot)
{
    lib::SpinGuard const guard{lock_};
    KmapAlias& row = row_of(slot);
    if (row.users == 0) return std::nullopt;
    ++row.users;
    return row.address;
}

VirtAddr KmapAliases::join(VirtAddr slot, Frame frame, VirtAddr caller)
{
    if (auto const address = join_if_there(slot)) return *address;
    // Not under the lock, since the vmap area may have to wait for other CPUs first. Another user of the
    // slot may be faster; its alias is then everybody's.
    // Proved by: planted/alias_made_twice, planted/spare_alias_kept.
    VirtAddr const mine = make_area(frame, caller).value_or(slot);
    VirtAddr everybodys;
    {
        lib::SpinGuard const guard{lock_};
        KmapAlias& row = row_of(slot);
        if (row.users == 0) row = {mine, frame.pfn()};
        ++row.users;
        everybodys = row.address;
    }
    if (everybodys != mine) drop_area(mine);
    return everybodys;
}

VirtAddr KmapAliases::leave(VirtAddr slot)
{
    VirtAddr address;
    {
        lib::SpinGuard const guard{lock_};
        KmapAlias& row = row_of(slot);
        CHECK(row.users != 0); // every use of the slot is one of its alias
        address = row.address;
        if (--row.users != 0) return address;
    }
    drop_area(address);
    return address;
}

std::optional<KmapAlias> KmapAliases::find(VirtAddr address) const
{
    std::optional<KmapAlias> found;
    for (KmapAlias const& row : rows_)
        if (row.address == address.page() && (!found || row.users != 0)) found = row;
    return found;
}

} // namespace mm
