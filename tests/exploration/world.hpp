// SPDX-License-Identifier: MIT
// The state of the explored CPUs: all that a step can change and that is not in the memory they share. Plain
// bytes, so that it is saved, put back and compared as such.
#pragma once

#include "lib/address.hpp"
#include "tests/exploration/store_buffer.hpp"
#include "tests/exploration/tlb.hpp"

#include <array>

namespace exploration {

inline constexpr u32 kCpus = 3; ///< at most

/// Why a CPU cannot make a step.
enum class Waits : u32 {
    No,
    Change, ///< in hw::pause(): until something that it has read since the last one reads differently
    Permit, ///< in mm::park(): until mm::unpark()
    Flush,  ///< in hw::flush_range_on(): until every target has dropped
    Ended,  ///< its program is over; it still takes interrupts
};

/// What a CPU read while it was looking for a reason to go on.
struct Look {
    u64 address = 0;
    u64 value = 0;
    u64 bytes = 0;
};

struct CpuState {
    StoreBuffer buffer;
    Tlb tlb;
    /// Of everything that it has read and written: a program that has read the same is at the same place.
    u64 history = 1;
    u64 history_at_pause = 0;
    u64 pause_site = 0;
    std::array<Look, 12> looks{}; ///< since the last pause
    u32 look_count = 0;
    u32 changed_something = 0; ///< since the last pause
    Waits waits = Waits::No;
    u32 irqs_on = 1;
    u32 interrupted = 0; ///< an interrupt has come and is not taken yet
    u32 preempt_disabled = 0;
    u32 permits = 0;
    u32 mappings_held = 0;
    VirtRange flush_pages{};
    u32 flush_left = 0;  ///< CPUs that have yet to drop these for this one
    u32 flush_asked = 0; ///< CPUs that wait for this one to drop
};

struct World {
    std::array<CpuState, kCpus> cpus{};
};

[[nodiscard]] World& world();

/// The CPU whose program makes a step now; nothing is a step while there is none.
[[nodiscard]] CpuState& this_cpu();

} // namespace exploration
