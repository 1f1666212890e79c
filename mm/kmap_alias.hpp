// SPDX-License-Identifier: MIT
// kmap.debug=alias: kmap() hands out addresses of the vmap area. A page gets an area of its own there when
// its first user comes, with an unmapped page before and after, and loses it with its last. Users of the
// frame, and waiters for a slot, are counted in the kmap window as usual, but nobody is told the address
// there.
//
//     kmap window   | guard | page  | guard | ...      the slot: users, waiters, deadlocks
//                             |
//     vmap area     | guard | alias | guard | ...      what kmap() returns
#pragma once

#include "lib/spin_lock.hpp"
#include "mm/frame.hpp"
#include "mm/shared_slots.hpp"

#include <array>
#include <optional>

namespace mm {

struct KmapAlias {
    VirtAddr address; ///< stays after the last user has gone, for reports about accesses that come too late
    Pfn pfn;
    u32 users = 0;
};

/// `slot` is always the page in the kmap window; the caller is one of its users. Threads only.
class KmapAliases {
public:
    constexpr KmapAliases() = default;

    /// One more user of the slot's alias, which is made if there is none, for a call from `caller`. Returns
    /// its address, or, if the vmap area has no room, the slot's own, which also has guards.
    [[nodiscard]] VirtAddr join(VirtAddr slot, Frame frame, VirtAddr caller) EXCLUDES(lock_);

    /// The same, but nothing if there is none: never waits for other CPUs.
    [[nodiscard]] std::optional<VirtAddr> join_if_there(VirtAddr slot) EXCLUDES(lock_);

    /// One user less of the address that is returned. After the last one nobody may use it; with
    /// kmap.debug=eager no CPU can.
    VirtAddr leave(VirtAddr slot) EXCLUDES(lock_);

    /// The alias at the page of `address`, or one that was there before. Any context, no lock: a guess, for
    /// reports.
    [[nodiscard]] std::optional<KmapAlias> find(VirtAddr address) const NO_THREAD_SAFETY_ANALYSIS;

private:
    [[nodiscard]] KmapAlias& row_of(VirtAddr slot) REQUIRES(lock_);

    lib::SpinLock lock_{lib::LockRank::Kmap};
    std::array<KmapAlias, SharedSlots::kMost> rows_ GUARDED_BY(lock_){};
};

/// The machine's.
[[nodiscard]] KmapAliases& kmap_aliases() noexcept;

} // namespace mm
