// SPDX-License-Identifier: MIT
// From what a mapping is to allow to the bits of its entry, on this CPU. Read next: mm/page_table.hpp.
#pragma once

#include "mm/pae.hpp"

namespace mm {

/// What a 4 KiB page allows and how it is cached.
struct Protection {
    Rights rights = Rights::Write;
    Cache cache = Cache::WriteBack;
    constexpr bool operator==(Protection const&) const = default;
};

inline constexpr Protection kReadWrite{};
inline constexpr Protection kReadOnly{Rights::Read, Cache::WriteBack};
inline constexpr Protection kDevice{Rights::Write, Cache::Uncached};

/// Cache is an index into the PAT; in an entry of a 4 KiB page its lower two bits are PWT and PCD.
[[nodiscard]] constexpr u32 cache_bits(Cache cache)
{
    auto const index = static_cast<u32>(cache);
    return ((index & 1) != 0 ? Pte::kPwt : 0) | ((index & 2) != 0 ? Pte::kPcd : 0);
}
static_assert(cache_bits(Cache::WriteBack) == 0 && cache_bits(Cache::WriteThrough) == Pte::kPwt);
static_assert(cache_bits(Cache::Uncached) == Pte::kPcd);

/// What the CPUs of this machine can do; set once, by the first CPU, before the final tables are built.
[[nodiscard]] EntryFeatures const& entry_features() noexcept;
void set_entry_features(EntryFeatures const& features) noexcept;

/// The entry that maps `pfn` this way. Accessed and Dirty are set, so that the CPU never writes to it.
[[nodiscard]] inline Pte page_entry(Pfn pfn, Protection protection)
{
    u32 const write = protection.rights == Rights::Write ? Pte::kWrite : 0;
    u32 const nx_high = protection.rights == Rights::Execute ? 0 : entry_features().nx_high;
    u32 const low = Pte::kPresent | Pte::kAccessed | Pte::kDirty | write | cache_bits(protection.cache);
    return Pte::frame(pfn, low, nx_high);
}

} // namespace mm
