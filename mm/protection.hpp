// SPDX-License-Identifier: MIT
// From what a mapping shall allow to the bits of its entry, on this CPU. Read next: mm/page_table.hpp.
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

/// What the CPUs of this machine can do; set once, by the first CPU, before the final tables are built.
[[nodiscard]] EntryFeatures const& entry_features() noexcept;
void set_entry_features(EntryFeatures const& features) noexcept;

/// The entry that maps `pfn` so. Accessed and Dirty are set, so that the CPU never writes to it.
[[nodiscard]] Pte page_entry(Pfn pfn, Protection protection);

} // namespace mm
