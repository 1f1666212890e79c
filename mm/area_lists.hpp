// SPDX-License-Identifier: MIT
// The unused stretches of a region, on lists by size (two-level segregated fit): sizes below 16 pages have a
// list each, above that every power of two is divided into 8. Finding a list that has a stretch large enough
// is a search in 120 bits, however many stretches there are. The links lie in the stretches' own tags.
//
//      head of class 7 --> [ Free |7| next ]------------> [ Free |7| next ] --> nobody
//                          [ unmapped ... ]               [ unmapped ... ]
//               nobody <-- [ FreeEnd |7| previous ] <---- [ FreeEnd |7| previous ]
#pragma once

#include "mm/area_tables.hpp"

#include <array>
#include <bit>
#include <optional>

namespace mm {

/// A listed stretch whose two entries have already been looked up.
struct Stretch {
    u32 start;
    u32 pages;
    PteSlot& first;
    PteSlot& last;
};

class AreaLists {
public:
    static constexpr u32 kExact = 16;     ///< sizes below have a class of their own
    static constexpr u32 kPartsShift = 3; ///< above: 8 classes for each power of two
    static constexpr u32 kClasses = kExact + ((AreaTag::kPagesBits - 4) << kPartsShift);

    /// The class that a stretch of `pages` is listed in.
    [[nodiscard]] static constexpr u32 class_of(u32 pages)
    {
        u32 const bits = ignored_bits(pages);
        return (bits << kPartsShift) + (pages >> bits);
    }
    /// The first class in which every stretch has at least `pages`; kClasses or more if there is no such
    /// class.
    [[nodiscard]] static constexpr u32 class_sure_to_fit(u32 pages)
    {
        if (pages < kExact) [[likely]]
            return pages;
        return class_of(pages + (1u << ignored_bits(pages)) - 1);
    }
    /// Whether class_of() is the same for both, for less.
    [[nodiscard]] static constexpr bool same_class(u32 pages, u32 others)
    {
        return (pages ^ others) >> ignored_bits(pages) == 0;
    }

    constexpr AreaLists() { heads_.fill(AreaTag::kNobody); }

    /// Lists the stretch [start, start + pages), at least 2 pages: writes its two tags.
    void insert(AreaTables const& tables, u32 start, u32 pages);
    /// Takes the stretch that starts at `start` off its list: erases its tags and returns its pages.
    u32 remove(AreaTables const& tables, u32 start);
    /// Gives the stretch another length, at least 2 pages. It stays where it is unless its class changes: a
    /// large one from which small areas come and go keeps its links.
    void resize(AreaTables const& tables, Stretch const& stretch, u32 pages);
    /// The start of a stretch of at least `pages`, still listed.
    [[nodiscard]] std::optional<u32> find(AreaTables const& tables, u32 pages) const;

private:
    /// How many low bits of a size do not matter: what is left has 4 bits, with the highest set, or is
    /// exact.
    [[nodiscard]] static constexpr u32 ignored_bits(u32 pages)
    {
        return static_cast<u32>(std::bit_width(pages | (kExact - 1))) - (kPartsShift + 1);
    }

    [[gnu::noinline]] void move_to_class(AreaTables const& tables, u32 start, u32 pages);
    [[nodiscard]] std::optional<u32> first_listed_from(u32 size_class) const;
    void set_head(u32 size_class, u32 start);

    static constexpr u32 kWords = (kClasses + 31) / 32;

    std::array<u32, kClasses> heads_{};
    std::array<u32, kWords> listed_{}; ///< bit n: class n is not empty
    u32 words_listed_ = 0;             ///< bit n: word n of these is not 0
};

// Always inlined: the callers have all of it in registers.
[[gnu::always_inline]] inline void AreaLists::resize(AreaTables const& tables, Stretch const& stretch,
                                                     u32 pages)
{
    if (!same_class(stretch.pages, pages)) [[unlikely]]
        return move_to_class(tables, stretch.start, pages);
    u32 const previous = owned_tag(stretch.last).link();
    erase_tag(stretch.last);
    rewrite_tag(stretch.first, AreaTag::make(AreaKind::Free, pages, 0));
    write_tag(tables.entry(stretch.start + pages - 1), AreaTag::make(AreaKind::FreeEnd, pages, previous));
}

static_assert(AreaLists::class_of(15) == 15 && AreaLists::class_of(16) == 16);
static_assert(AreaLists::class_of(17) == 16 && AreaLists::class_of(18) == 17);
static_assert(AreaLists::class_sure_to_fit(17) == 17, "a stretch of 16 is listed together with 17");
static_assert(AreaLists::class_of(AreaTag::kMaxPages) == AreaLists::kClasses - 1);
static_assert(AreaLists::same_class(16, 17) && !AreaLists::same_class(15, 16));

} // namespace mm
