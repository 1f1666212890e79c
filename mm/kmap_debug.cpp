// SPDX-License-Identifier: MIT
#include "mm/kmap_debug.hpp"

#include "mm/kernel_space.hpp"
#include "mm/quarantine.hpp"

namespace mm {

namespace {
constinit KmapDebug g_wanted{};
} // namespace

constinit bool detail::local_calls_watched = false;
constinit bool detail::shared_calls_watched = false;
constinit bool detail::slots_left_out = false;

KmapDebug const& kmap_debug() noexcept { return g_wanted; }

void set_kmap_debug(KmapDebug const& wanted) noexcept
{
    bool const in_quarantine = g_wanted.quarantine;
    g_wanted = wanted;
    if (in_quarantine && !wanted.quarantine) end_quarantine();
    if (!in_quarantine && wanted.quarantine) g_wanted.quarantine = begin_quarantine();
    detail::slots_left_out = g_wanted.quarantine;
    detail::local_calls_watched = g_wanted.watches_local();
    detail::shared_calls_watched = g_wanted.watches_shared();
    force_slots(wanted.force, g_wanted.watches_local());
}

} // namespace mm
