// SPDX-License-Identifier: MIT
// Many threads that map, hold, sleep, fault, migrate and are interrupted, all at once and at random, and
// check at every access that it reached the frame it was meant for. What they do is bounded by counts, and is
// the same for the same seed; how it interleaves is up to the machine. Only a soak is cut short by time.
#pragma once

#include "kernel/check/ktap.hpp"
#include "lib/types.hpp"
#include "runs/test/soak_clock.hpp"

namespace kernel {

/// What has happened; each event is one that a test may insist on.
struct TortureCounts {
    u64 accesses = 0;   ///< checked ones, by threads and interrupts
    u64 calls = 0;      ///< that map or unmap, of every kind
    u64 sleeps = 0;     ///< with pages mapped
    u64 faults = 0;     ///< page faults resolved with pages mapped
    u64 migrations = 0; ///< rounds begun on another CPU than the one before
    u64 moves = 0;      ///< to another CPU with pages mapped
    u64 after_move = 0; ///< accesses to them afterwards
    u64 interrupts = 0; ///< whose handlers mapped
    u64 compounds = 0;  ///< mapped as one, by threads and interrupts

    TortureCounts& operator+=(TortureCounts const& other);
};

struct TortureOrder {
    u32 accesses = 0; ///< at least that many checked ones
    u32 calls = 0;    ///< and at least that many that map or unmap
    u32 seed = 1;
    u32 rarity = 1; ///< how many steps from one look at its pages, sleep, fault or interrupt to the next
    SoakClock const* clock = nullptr; ///< with one, all end when it comes to this ...
    u32 until_ms = 0;                 ///< ... even if less was done
};

/// Does what was ordered, with two threads per CPU and two more, of all urgencies, and returns when they
/// have ended. Failures are reported to `test`. Threads only.
[[nodiscard]] TortureCounts torture(TestRun& test, TortureOrder const& order);

} // namespace kernel
