// SPDX-License-Identifier: MIT
// kmap.debug=: rules that are stricter, or laxer, than the default, chosen at boot. A word with logic of its
// own has a file of its own.
//
//   force       lowmem goes through slots too                     mm/kernel_space.hpp, needs_no_slot()
//   alias       kmap() hands out addresses of the vmap area       mm/kmap_alias.hpp
//   eager       the last kunmap() unmaps and flushes everywhere   mm/kmap_pool.cpp; so does vunmap()
//   quarantine  an unmapped slot rests, so that stale pointers fault   mm/quarantine.hpp
//   track       who holds which mapping                           mm/live_mappings.hpp
//   flush       a page is not used again before it is flushed     mm/flush_ledger.hpp
//   locks       who takes which lock under which, and where       lib/lock_watch.hpp
//   linux       a wrong unmap is done, with one warning           mm/linux_rules.hpp
#pragma once

#include <string_view>

namespace mm {

struct KmapDebug {
    bool force = false;
    bool alias = false;
    bool eager = false;
    bool quarantine = false;
    bool track = false;
    bool flush = false;
    bool locks = false;
    bool linux_rules = false;

    /// Do kmap() and kunmap() have more to do than map and count?
    [[nodiscard]] constexpr bool watches_shared() const { return alias || track || eager; }
    /// Do vmap() and vunmap()?
    [[nodiscard]] constexpr bool watches_areas() const { return track || flush; }
    /// Must kmap_local's calls go the long way (mm/watched_local.hpp)?
    [[nodiscard]] constexpr bool watches_local() const
    {
        return quarantine || track || flush || locks || linux_rules;
    }
};

/// A word of kmap.debug=, and what it turns on.
struct KmapDebugWord {
    std::string_view name;
    bool KmapDebug::*flag;
};
inline constexpr KmapDebugWord kKmapDebugWords[] = {
    {"force", &KmapDebug::force},           {"alias", &KmapDebug::alias},       {"eager", &KmapDebug::eager},
    {"quarantine", &KmapDebug::quarantine}, {"track", &KmapDebug::track},       {"flush", &KmapDebug::flush},
    {"locks", &KmapDebug::locks},           {"linux", &KmapDebug::linux_rules},
};

namespace detail {
extern constinit bool local_calls_watched;
extern constinit bool shared_calls_watched;
extern constinit bool area_calls_watched;
extern constinit bool slots_left_out;
extern constinit bool flushes_watched;
extern constinit bool switches_watched;
} // namespace detail

[[nodiscard]] KmapDebug const& kmap_debug() noexcept;

/// Call it while nothing is mapped and no other CPU runs; tests may then change the words again. If there is
/// no room for quarantine's windows, or for the ledger of owed flushes, that word is left out: kmap_debug()
/// tells what is in force.
void set_kmap_debug(KmapDebug const& wanted) noexcept;

/// All that the fast paths ask: one byte, and a branch that always goes the same way.
[[nodiscard]] inline bool local_calls_watched() noexcept { return detail::local_calls_watched; }
[[nodiscard]] inline bool shared_calls_watched() noexcept { return detail::shared_calls_watched; }
[[nodiscard]] inline bool area_calls_watched() noexcept { return detail::area_calls_watched; }
/// The same question for a switch of threads.
[[nodiscard]] inline bool switches_watched() noexcept { return detail::switches_watched; }
/// May slots have been left out because they rest (quarantine)?
[[nodiscard]] inline bool slots_left_out() noexcept { return detail::slots_left_out; }
/// Is the ledger of owed flushes kept?
[[nodiscard]] inline bool flushes_watched() noexcept { return detail::flushes_watched; }

} // namespace mm
