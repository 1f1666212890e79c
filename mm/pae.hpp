// SPDX-License-Identifier: MIT
// PAE page-table entries as immutable values (Intel SDM vol. 3A, 4.4). Bit numbers stand in this file only.
// Entries of live tables are written by five functions, all in mm/page_table.hpp.
//
//   31 30 29            21 20            12 11             0
//   [pdpt][  directory    ][    table      ][    offset     ]   2 + 9 + 9 + 12 bits of a virtual address
#pragma once

#include "lib/address.hpp"

#include <span>

namespace mm {

/// What a mapping allows beyond reading. Execute is never implied: without it the entry carries NX where the
/// CPU has it.
enum class Rights : u8 { Read = 0, Write = 1, Execute = 2 };

/// How the mapping is cached. The encodings index the PAT that arch/x86_32/cpu/paging.cpp programs; without
/// PAT, write-combining falls back to uncached, which is always correct and only slower.
enum class Cache : u8 { WriteBack = 0, WriteThrough = 1, Uncached = 2, WriteCombining = 3 };

/// What entries may use on this CPU. Set once, before the final tables are built; all CPUs must agree.
struct EntryFeatures {
    u32 nx_high = 0; ///< 1u << 31 where NX is enabled, else 0: or'ed into the high half
    u32 global = 0;  ///< 1u << 8 where PGE is enabled, else 0
    bool pat = false;
    u8 phys_bits = 36;
};

/// One 64-bit entry of a table or directory. Default: not present.
class Pte {
public:
    static constexpr u32 kPresent = 1u << 0, kWrite = 1u << 1, kUser = 1u << 2, kPwt = 1u << 3,
                         kPcd = 1u << 4, kAccessed = 1u << 5, kDirty = 1u << 6, kLarge = 1u << 7,
                         kGlobal = 1u << 8;
    static constexpr u32 kNxHigh = 1u << 31;
    static constexpr u32 kOrderShift = 9, kOrderMask = 7u << kOrderShift; ///< the CPU ignores bits 9 to 11

    constexpr Pte() = default;
    constexpr Pte(u32 low, u32 high) : low_{low}, high_{high} {}
    /// Maps `pfn`, with these flags in the low half (kPresent and so on) and in the high one (kNxHigh or 0).
    /// Kernel mappings should have Accessed and Dirty set, so that the CPU never writes to the entry.
    [[nodiscard]] static constexpr Pte frame(Pfn pfn, u32 low_flags, u32 high_flags = 0)
    {
        return Pte{(pfn.raw() << kPageShift) | low_flags, (pfn.raw() >> (32 - kPageShift)) | high_flags};
    }

    /// An entry that maps nothing but carries a number (below 2^28), for kmap.debug=quarantine. Where an
    /// AreaTag would have its kind, the bits stay 0.
    [[nodiscard]] static constexpr Pte note(u32 number) { return Pte{number << kNoteShift, 0}; }
    [[nodiscard]] constexpr u32 noted() const { return present() ? 0 : low_ >> kNoteShift; }

    /// The same entry as one of the 2^order that map a compound together (mm/local_pages.hpp); 0 to 7.
    [[nodiscard]] constexpr Pte in_compound(u32 order) const
    {
        return Pte{(low_ & ~kOrderMask) | (order << kOrderShift), high_};
    }

    [[nodiscard]] constexpr u32 low() const { return low_; }
    [[nodiscard]] constexpr u32 high() const { return high_; }
    [[nodiscard]] constexpr u64 raw() const { return (u64{high_} << 32) | low_; }
    [[nodiscard]] constexpr bool present() const { return (low_ & kPresent) != 0; }
    [[nodiscard]] constexpr bool writable() const { return (low_ & kWrite) != 0; }
    [[nodiscard]] constexpr bool large() const { return (low_ & kLarge) != 0; }
    [[nodiscard]] constexpr bool global() const { return (low_ & kGlobal) != 0; }
    [[nodiscard]] constexpr bool no_execute() const { return (high_ & kNxHigh) != 0; }
    [[nodiscard]] constexpr u32 order() const { return (low_ & kOrderMask) >> kOrderShift; }
    [[nodiscard]] constexpr Pfn pfn() const
    {
        return Pfn{((high_ & ~kNxHigh) << (32 - kPageShift)) | (low_ >> kPageShift)};
    }
    constexpr bool operator==(Pte const&) const = default;

private:
    static constexpr u32 kNoteShift = 4;

    u32 low_ = 0;
    u32 high_ = 0;
};

enum class AreaKind : u8;
class AreaTag;

/// The memory of one entry. Two words, because a 32-bit CPU reads and writes it as two. Only the functions
/// named here know in which order, so nobody combines half of an old entry with half of a new one.
/// Proved by: PteStore.WalkerNeverSeesAMixOfTwoFrames, planted/low_half_first.
class PteSlot {
public:
    constexpr PteSlot() = default;

private:
    friend void publish(PteSlot& slot, Pte pte); // mm/page_table.hpp
    friend void retract(PteSlot& slot);
    friend void change_rights(PteSlot& slot, Rights rights);
    friend void exchange(PteSlot& slot, Pte from, Pte to);
    friend void replace_table(PteSlot& slot, Pte to);
    friend bool is_live(PteSlot const& slot);
    friend Pte read_entry(PteSlot const& slot);
    friend class LocalStack; // keeps both halves as they are for a thread that does not run
    friend std::span<PteSlot, 512> table_behind(PteSlot const& directory); // needs the low half only
    friend void write_tag(PteSlot& slot, AreaTag tag); // entries that are never present: mm/area_tag.hpp
    friend void rewrite_tag(PteSlot& slot, AreaTag tag);
    friend void erase_tag(PteSlot& slot);
    friend AreaTag read_tag(PteSlot& slot);
    friend AreaTag owned_tag(PteSlot const& slot);
    friend bool has_tag(PteSlot& slot, AreaKind kind);
    friend bool change_kind(PteSlot& slot, AreaKind from, AreaKind to);

    u32 low_ = 0;
    u32 high_ = 0;
};
static_assert(sizeof(PteSlot) == 8);

inline constexpr u32 kEntriesPerTable = kPageSize / sizeof(PteSlot);

[[nodiscard]] constexpr u32 pdpt_index(VirtAddr va) { return va.raw() >> 30; }
[[nodiscard]] constexpr u32 directory_index(VirtAddr va)
{
    return (va.raw() >> kLargePageShift) % kEntriesPerTable;
}
[[nodiscard]] constexpr u32 table_index(VirtAddr va) { return (va.raw() >> kPageShift) % kEntriesPerTable; }

static_assert(Pte::frame(Pfn{0x12'3456}, Pte::kPresent).pfn() == Pfn{0x12'3456}, "bits above 4 GiB survive");
static_assert(Pte::frame(Pfn{0x12'3456}, Pte::kPresent, Pte::kNxHigh).pfn() == Pfn{0x12'3456});
static_assert(Pte::frame(Pfn{0x12'3456}, Pte::kPresent).in_compound(4).order() == 4);
static_assert(Pte::frame(Pfn{0x12'3456}, Pte::kPresent).in_compound(7).pfn() == Pfn{0x12'3456});
static_assert(Pte::note(96).noted() == 96 && !Pte::note(96).present());
static_assert(directory_index(VirtAddr{0xFFFF'F000}) == 511 && table_index(VirtAddr{0xFFFF'F000}) == 511);

} // namespace mm
