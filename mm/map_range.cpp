// SPDX-License-Identifier: MIT
// A part is as much of a range as one directory entry decides: a large page, or 512 small ones, or some of
// them.
#include "mm/map_range.hpp"

#include "lib/check.hpp"

namespace mm {

namespace {

/// Rights are narrowed by the page's own entry: a table allows everything.
Pte table_entry(Pfn table) { return Pte::frame(table, Pte::kPresent | Pte::kWrite | Pte::kAccessed); }

bool is_whole(VirtRange part) { return part.bytes() == kLargePageSize; }

VirtRange large_page_of(VirtAddr address)
{
    VirtAddr const begin = address - address.raw() % kLargePageSize;
    return {begin, begin + kLargePageSize};
}

std::span<PteSlot> entries_of(Pte directory, VirtRange part)
{
    return table_at(directory.pfn()).subspan(table_index(part.begin), part.pages());
}

/// Calls `visit(entry, page)` for those of a part's small pages that are mapped.
template <class Visit> void for_each_live(Pte directory, VirtRange part, Visit&& visit)
{
    VirtRange page{part.begin, part.begin + kPageSize};
    for (PteSlot& slot : entries_of(directory, part)) {
        if (is_live(slot)) visit(slot, page);
        page = {page.end, page.end + kPageSize};
    }
}

bool anything_mapped(Pte directory, VirtRange part)
{
    if (!directory.present() || directory.large()) return directory.present();
    return std::ranges::any_of(entries_of(directory, part), is_live);
}

/// As many tables as there are parts for which `needs_one(directory entry, part)` holds; false if there are
/// not that many.
template <class NeedsOne>
[[nodiscard]] bool take_tables_for(AddressSpace const& space, VirtRange pages, TableChain& tables,
                                   NeedsOne&& needs_one)
{
    u32 count = 0;
    for_each_part(space, pages, [&](PteSlot& directory, VirtRange part) {
        if (needs_one(read_entry(directory), part)) ++count;
    });
    return take_tables(space.tables(), count, tables);
}

/// A table that maps the same in small pages takes the large page's place. Code that is using the page
/// notices nothing. CPUs may then have both kinds of translations, and some of them cannot bear that for
/// long (Intel's Atom erratum AAH41), so all of the 2 MiB has to be flushed and not only what is about to
/// change.
Pte split(PteSlot& directory, Pfn table, VirtAddr address, OwedFlush& owed)
{
    Pte const large = read_entry(directory), small = table_entry(table);
    u32 const flags = large.low() % kPageSize & ~Pte::kLarge;
    Pfn frame = large.pfn();
    for (PteSlot& slot : table_at(table)) {
        publish(slot, Pte::frame(frame, flags, large.high() & Pte::kNxHigh));
        frame = frame + 1;
    }
    exchange(directory, large, small);
    owed.add(large_page_of(address));
    return small;
}

bool is_split_by(Pte directory, VirtRange part)
{
    return directory.present() && directory.large() && !is_whole(part);
}

Pte flags_of(Mapping mapping)
{
    Pte const page = page_entry(Pfn{}, mapping.protection);
    return {page.low() | (mapping.global ? entry_features().global : 0), page.high()};
}

} // namespace

lib::Result<void, MapError> map_range(AddressSpace const& space, VirtAddr at, FrameRange frames,
                                      Mapping mapping)
{
    CHECK(at.page_aligned());
    VirtRange const pages{at, at + frames.count() * kPageSize};
    u32 const distance =
        at.raw() - (frames.begin.raw() << kPageShift); // of an address and its frame, mod 4 GiB
    bool const large_fits = mapping.large && distance % kLargePageSize == 0;
    auto const becomes_large = [&](Pte directory, VirtRange part) {
        return large_fits && is_whole(part) && !directory.present();
    };

    bool in_use = false;
    for_each_part(space, pages, [&](PteSlot& directory, VirtRange part) {
        in_use = in_use || anything_mapped(read_entry(directory), part);
    });
    if (in_use) return MapError::InUse;
    TableChain tables;
    auto const needs_table = [&](Pte directory, VirtRange part) {
        return !directory.present() && !becomes_large(directory, part);
    };
    if (!take_tables_for(space, pages, tables, needs_table)) return MapError::NoTable;

    Pte const flags = flags_of(mapping);
    Pfn frame = frames.begin;
    for_each_part(space, pages, [&](PteSlot& slot, VirtRange part) {
        if (becomes_large(read_entry(slot), part)) {
            publish(slot, Pte::frame(frame, flags.low() | Pte::kLarge, flags.high()));
            frame = frame + kFramesPerLargePage;
            return;
        }
        if (!is_live(slot)) publish(slot, table_entry(tables.pop()));
        for (PteSlot& entry : entries_of(read_entry(slot), part)) {
            publish(entry, Pte::frame(frame, flags.low(), flags.high()));
            frame = frame + 1;
        }
    });
    return {};
}

lib::Result<void, MapError> make_tables(AddressSpace const& space, VirtRange pages)
{
    TableChain tables;
    auto const is_missing = [](Pte directory, VirtRange) { return !directory.present(); };
    if (!take_tables_for(space, pages, tables, is_missing)) return MapError::NoTable;
    for_each_part(space, pages, [&](PteSlot& slot, VirtRange) {
        if (!is_live(slot)) publish(slot, table_entry(tables.pop()));
    });
    return {};
}

lib::Result<OwedFlush, MapError> protect_range(AddressSpace const& space, VirtRange pages, Rights rights)
{
    Pte const wanted = page_entry(Pfn{}, {rights, Cache::WriteBack});
    auto const differs = [&](Pte entry) {
        return entry.writable() != wanted.writable() || entry.no_execute() != wanted.no_execute();
    };
    TableChain tables;
    auto const is_split = [&](Pte directory, VirtRange part) {
        return is_split_by(directory, part) && differs(directory);
    };
    if (!take_tables_for(space, pages, tables, is_split)) return MapError::NoTable;

    OwedFlush owed{space};
    auto const change = [&](PteSlot& slot, VirtRange page) {
        if (!differs(read_entry(slot))) return;
        change_rights(slot, rights);
        owed.add(page);
    };
    for_each_part(space, pages, [&](PteSlot& slot, VirtRange part) {
        Pte directory = read_entry(slot);
        if (!directory.present()) return;
        if (is_split(directory, part)) directory = split(slot, tables.pop(), part.begin, owed);
        if (directory.large()) {
            change(slot, part);
        } else {
            for_each_live(directory, part, change);
        }
    });
    return owed;
}

lib::Result<OwedFlush, MapError> unmap_range(AddressSpace const& space, VirtRange pages,
                                             EmptyTables tables_choice)
{
    TableChain tables;
    if (!take_tables_for(space, pages, tables, is_split_by)) return MapError::NoTable;

    OwedFlush owed{space};
    auto const unmap = [&](PteSlot& slot, VirtRange page) {
        retract(slot);
        owed.add(page);
    };
    for_each_part(space, pages, [&](PteSlot& slot, VirtRange part) {
        Pte directory = read_entry(slot);
        if (!directory.present()) return;
        if (is_split_by(directory, part)) directory = split(slot, tables.pop(), part.begin, owed);
        if (directory.large()) return unmap(slot, part);
        for_each_live(directory, part, unmap);
        if (tables_choice == EmptyTables::GiveBack &&
            !anything_mapped(directory, large_page_of(part.begin))) {
            retract(slot);
            owed.add_table(directory.pfn(), part);
        }
    });
    return owed;
}

} // namespace mm
