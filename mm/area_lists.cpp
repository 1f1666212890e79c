// SPDX-License-Identifier: MIT
// Doubly linked lists whose nodes are page-table entries: the first page of a stretch points forwards, the
// last one backwards. Callers hold the region's lock.
#include "mm/area_lists.hpp"

#include "lib/check.hpp"

namespace mm {

namespace {

void set_bit(u32& word, u32 bit, bool on) { word = (word & ~(1u << bit)) | u32{on} << bit; }

void set_next(AreaTables const& tables, u32 start, u32 next)
{
    PteSlot& first = tables.entry(start);
    write_tag(first, AreaTag::make(AreaKind::Free, read_tag(first).pages(), next));
}

void set_previous(AreaTables const& tables, u32 start, u32 previous)
{
    u32 const pages = read_tag(tables.entry(start)).pages();
    write_tag(tables.entry(start + pages - 1), AreaTag::make(AreaKind::FreeEnd, pages, previous));
}

} // namespace

void AreaLists::insert(AreaTables const& tables, u32 start, u32 pages)
{
    CHECK(pages >= 2);
    u32 const size_class = class_of(pages);
    u32 const next = heads_[size_class];
    write_tag(tables.entry(start), AreaTag::make(AreaKind::Free, pages, next));
    set_previous(tables, start, AreaTag::kNobody);
    if (next != AreaTag::kNobody) set_previous(tables, next, start);
    set_head(size_class, start);
}

u32 AreaLists::remove(AreaTables const& tables, u32 start)
{
    PteSlot& first = tables.entry(start);
    u32 const pages = read_tag(first).pages();
    PteSlot& last = tables.entry(start + pages - 1);
    CHECK(read_tag(first).kind() == AreaKind::Free && read_tag(last).kind() == AreaKind::FreeEnd);
    u32 const next = read_tag(first).link();
    u32 const previous = read_tag(last).link();

    if (next != AreaTag::kNobody) set_previous(tables, next, previous);
    if (previous != AreaTag::kNobody) {
        set_next(tables, previous, next);
    } else {
        set_head(class_of(pages), next);
    }
    erase_tag(first);
    erase_tag(last);
    return pages;
}

void AreaLists::move_to_class(AreaTables const& tables, u32 start, u32 pages)
{
    remove(tables, start);
    insert(tables, start, pages);
}

std::optional<u32> AreaLists::find(AreaTables const& tables, u32 pages) const
{
    if (auto const size_class = first_listed_from(class_sure_to_fit(pages))) return heads_[*size_class];

    // Before saying no: the class below holds sizes on both sides of what is wanted. Only a region that is
    // almost full, or a request for almost all of it, gets here.
    for (u32 start = heads_[class_of(pages)]; start != AreaTag::kNobody;
         start = read_tag(tables.entry(start)).link())
        if (read_tag(tables.entry(start)).pages() >= pages) return start;
    return std::nullopt;
}

std::optional<u32> AreaLists::first_listed_from(u32 size_class) const
{
    if (size_class >= kClasses) return std::nullopt;
    u32 word = size_class / 32;
    u32 bits = listed_[word] & (~0u << size_class % 32);
    if (bits == 0) {
        u32 const words_behind = words_listed_ & (~1u << word);
        if (words_behind == 0) return std::nullopt;
        word = static_cast<u32>(std::countr_zero(words_behind));
        bits = listed_[word];
    }
    return word * 32 + static_cast<u32>(std::countr_zero(bits));
}

void AreaLists::set_head(u32 size_class, u32 start)
{
    heads_[size_class] = start;
    u32 const index = size_class / 32;
    set_bit(listed_[index], size_class % 32, start != AreaTag::kNobody);
    set_bit(words_listed_, index, listed_[index] != 0);
}

} // namespace mm
