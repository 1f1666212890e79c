// SPDX-License-Identifier: MIT
#include "mm/protection.hpp"

namespace mm {

namespace {

constinit EntryFeatures g_features{};

/// Cache is an index into the PAT; in an entry of a 4 KiB page its lower two bits are PWT and PCD.
constexpr u32 cache_bits(Cache cache)
{
    auto const index = static_cast<u32>(cache);
    return ((index & 1) != 0 ? Pte::kPwt : 0) | ((index & 2) != 0 ? Pte::kPcd : 0);
}
static_assert(cache_bits(Cache::WriteBack) == 0 && cache_bits(Cache::WriteThrough) == Pte::kPwt);
static_assert(cache_bits(Cache::Uncached) == Pte::kPcd);

} // namespace

EntryFeatures const& entry_features() noexcept { return g_features; }
void set_entry_features(EntryFeatures const& features) noexcept { g_features = features; }

Pte page_entry(Pfn pfn, Protection protection)
{
    u32 const write = protection.rights == Rights::Write ? Pte::kWrite : 0;
    u32 const nx_high = protection.rights == Rights::Execute ? 0 : g_features.nx_high;
    u32 const low = Pte::kPresent | Pte::kAccessed | Pte::kDirty | write | cache_bits(protection.cache);
    return Pte::frame(pfn, low, nx_high);
}

} // namespace mm
