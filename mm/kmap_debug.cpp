// SPDX-License-Identifier: MIT
#include "mm/kmap_debug.hpp"

#include "lib/lock_watch.hpp"
#include "mm/flush_ledger.hpp"
#include "mm/flush_range.hpp"
#include "mm/kernel_space.hpp"
#include "mm/quarantine.hpp"

namespace mm {

namespace {
constinit KmapDebug g_wanted{};
} // namespace

constinit bool detail::local_calls_watched = false;
constinit bool detail::shared_calls_watched = false;
constinit bool detail::area_calls_watched = false;
constinit bool detail::slots_left_out = false;
constinit bool detail::flushes_watched = false;
constinit bool detail::switches_watched = false;

KmapDebug const& kmap_debug() noexcept { return g_wanted; }

void set_kmap_debug(KmapDebug const& wanted) noexcept
{
    bool const in_quarantine = g_wanted.quarantine, kept_ledger = g_wanted.flush;
    g_wanted = wanted;
    if (!kept_ledger && wanted.flush) g_wanted.flush = begin_flush_ledger();
    detail::flushes_watched = g_wanted.flush;
    watch_flushes(g_wanted.flush || g_wanted.locks);
    if (kept_ledger && !wanted.flush) end_flush_ledger();
    if (in_quarantine && !wanted.quarantine) end_quarantine();
    if (!in_quarantine && wanted.quarantine) g_wanted.quarantine = begin_quarantine();
    detail::slots_left_out = g_wanted.quarantine;
    detail::switches_watched = g_wanted.quarantine || g_wanted.flush || g_wanted.locks;
    detail::local_calls_watched = g_wanted.watches_local();
    detail::shared_calls_watched = g_wanted.watches_shared();
    detail::area_calls_watched = g_wanted.watches_areas();
    if (lib::locks_watched() != wanted.locks) lib::watch_locks(wanted.locks);
    force_slots(wanted.force, g_wanted.watches_local());
}

} // namespace mm
