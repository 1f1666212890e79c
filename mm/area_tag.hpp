// SPDX-License-Identifier: MIT
// What the vmap area knows about itself, kept in its own page tables. An entry without the present bit means
// nothing to the CPU: 63 bits of it are ours. Every area begins with an unmapped guard page, so there always
// is such an entry to describe it. Read next: mm/area_allocator.hpp.
//
//          31        22 21 20               4 3    1 0
//    low  [            |S |      pages       | kind |0]     S: one page more than was asked for
//    high [  Free, Freed: next   FreeEnd: previous   Mapped: who mapped it                         ]
#pragma once

#include "lib/atomic.hpp"
#include "mm/ordered_store.hpp"
#include "mm/pae.hpp"

namespace mm {

enum class AreaKind : u8 {
    None = 0, ///< no tag: an entry that maps a page, or one inside an area
    Free,     ///< first page of an unused stretch
    FreeEnd,  ///< its last page, so that an area freed behind it finds it
    Mapped,   ///< the guard before an area of vmap()
    Stack,    ///< the guard below a thread's stack
    Freed,    ///< the guard before an area that waits for its flush
    Border,   ///< the last page of all: a guard that nobody owns
    Demand,   ///< the guard before an area whose pages are made when they are touched
};

class AreaTag {
public:
    static constexpr u32 kPagesBits = 17; ///< 512 MiB of pages
    static constexpr u32 kMaxPages = (1u << kPagesBits) - 1;
    static constexpr u32 kNobody = ~0u; ///< a link that leads nowhere

    constexpr AreaTag() = default;
    /// `pages` counts the guard that carries the tag; `word` is a page number to link to, or an address.
    [[nodiscard]] static constexpr AreaTag make(AreaKind kind, u32 pages, u32 word, bool spare = false)
    {
        return AreaTag{u32{static_cast<u8>(kind)} << 1 | pages << kPagesShift | (spare ? kSpare : 0), word};
    }
    /// The tag in an entry; None if the entry maps a page.
    [[nodiscard]] static constexpr AreaTag of(Pte pte)
    {
        return pte.present() ? AreaTag{} : AreaTag{pte.low(), pte.high()};
    }

    /// Whether this is the low half of such a tag, and not of an entry that maps a page.
    [[nodiscard]] static constexpr bool is_low_of(u32 low, AreaKind kind)
    {
        return (low & kPresentAndKind) == u32{static_cast<u8>(kind)} << 1;
    }

    [[nodiscard]] constexpr AreaKind kind() const { return static_cast<AreaKind>(low_ >> 1 & 7); }
    [[nodiscard]] constexpr u32 pages() const { return low_ >> kPagesShift & kMaxPages; }
    [[nodiscard]] constexpr bool spare() const { return (low_ & kSpare) != 0; }
    /// Pages between the guard and the end that were asked for.
    [[nodiscard]] constexpr u32 usable() const { return pages() - 1 - (spare() ? 1 : 0); }
    [[nodiscard]] constexpr u32 link() const { return high_; }
    [[nodiscard]] constexpr VirtAddr caller() const { return VirtAddr{high_}; }
    [[nodiscard]] constexpr bool in_use() const
    {
        return kind() == AreaKind::Mapped || kind() == AreaKind::Stack || kind() == AreaKind::Demand;
    }

    [[nodiscard]] constexpr u32 low() const { return low_; }
    [[nodiscard]] constexpr u32 high() const { return high_; }
    constexpr bool operator==(AreaTag const&) const = default;

private:
    friend AreaTag owned_tag(PteSlot const& slot);

    constexpr AreaTag(u32 low, u32 high) : low_{low}, high_{high} {}

    static constexpr u32 kPresentAndKind = Pte::kPresent | 7u << 1;
    static constexpr u32 kPagesShift = 4;
    static constexpr u32 kSpare = 1u << (kPagesShift + kPagesBits);

    u32 low_ = 0;
    u32 high_ = 0;
};
static_assert((AreaTag::make(AreaKind::Border, AreaTag::kMaxPages, ~0u, true).low() & Pte::kPresent) == 0,
              "the CPU never takes a tag for a mapping");
static_assert(AreaTag::make(AreaKind::Mapped, 18, 0, true).usable() == 16);

// All of these are always inlined: a call would cost more than the two words that it is about.

/// Not-present entry to not-present entry: no CPU has cached either, so any order of the halves will do.
[[gnu::always_inline]] inline void write_tag(PteSlot& slot, AreaTag tag)
{
    store_in_order(slot.high_, tag.high());
    store_in_order(slot.low_, tag.low());
}
/// The same for a tag whose word stays what it is.
[[gnu::always_inline]] inline void rewrite_tag(PteSlot& slot, AreaTag tag)
{
    store_in_order(slot.low_, tag.low());
}
/// Leaves the entry empty, as publish() needs to find it.
[[gnu::always_inline]] inline void erase_tag(PteSlot& slot) { store_in_order(slot.low_, 0); }
/// Each half as it is at some moment. The tag's own lock keeps the two together; the neighbour of an area may
/// look at the area's last entry while that is being emptied, and finds no tag either way.
[[nodiscard, gnu::always_inline]] inline AreaTag read_tag(PteSlot& slot)
{
    return AreaTag::of({lib::AtomicRef<u32>{slot.low_}.load(lib::MemoryOrder::Relaxed),
                        lib::AtomicRef<u32>{slot.high_}.load(lib::MemoryOrder::Relaxed)});
}
/// The tag in an entry that is known to hold one, and that nobody but the caller may write now.
[[nodiscard, gnu::always_inline]] inline AreaTag owned_tag(PteSlot const& slot)
{
    return AreaTag{slot.low_, slot.high_};
}
/// Whether the entry holds a tag of this kind: read_tag(slot).kind() == kind, for one load and one
/// comparison.
[[nodiscard, gnu::always_inline]] inline bool has_tag(PteSlot& slot, AreaKind kind)
{
    return AreaTag::is_low_of(lib::AtomicRef<u32>{slot.low_}.load(lib::MemoryOrder::Relaxed), kind);
}
/// Turns a tag of one kind into one of another. Of several that try this at once, one succeeds.
[[nodiscard, gnu::always_inline]] inline bool change_kind(PteSlot& slot, AreaKind from, AreaKind to)
{
    lib::AtomicRef<u32> const low{slot.low_};
    u32 tag = low.load(lib::MemoryOrder::Relaxed);
    u32 const difference = AreaTag::make(from, 0, 0).low() ^ AreaTag::make(to, 0, 0).low();
    return AreaTag::is_low_of(tag, from) &&
           low.compare_exchange_strong(tag, tag ^ difference, lib::MemoryOrder::AcqRel);
}

} // namespace mm
