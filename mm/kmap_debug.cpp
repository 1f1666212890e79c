// SPDX-License-Identifier: MIT
#include "mm/kmap_debug.hpp"

#include "mm/kernel_space.hpp"

namespace mm {

namespace {
constinit KmapDebug g_wanted{};
} // namespace

constinit bool detail::local_calls_watched = false;
constinit bool detail::shared_calls_watched = false;

KmapDebug const& kmap_debug() noexcept { return g_wanted; }

void set_kmap_debug(KmapDebug const& wanted) noexcept
{
    g_wanted = wanted;
    detail::local_calls_watched = wanted.watches_local();
    detail::shared_calls_watched = wanted.watches_shared();
    force_slots(wanted.force);
}

} // namespace mm
