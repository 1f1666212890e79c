// SPDX-License-Identifier: MIT
// What the memory test has found so far. Filled by all CPUs at once.
#pragma once

#include "lib/annotations.hpp"
#include "lib/bounded_list.hpp"
#include "lib/spin_lock.hpp"
#include "runs/memtest/bad_frames.hpp"
#include "runs/memtest/pattern.hpp"

namespace kernel::memtest {

/// One word that was not what had been written there.
struct BadWord {
    PhysAddr address;
    u32 expected = 0;
    u32 found = 0;
    Traversal traversal;
};

class Findings {
public:
    /// This many words are shown one by one; the others are counted.
    static constexpr u64 kMaxShown = 32;

    constexpr Findings() = default;

    /// Counts it, and reports it unless there have been too many. Threads only.
    void note(BadWord const& word) EXCLUDES(lock_);

    // While others add, as it is at the moment.
    [[nodiscard]] u64 errors() const EXCLUDES(lock_);
    [[nodiscard]] u32 differing_bits() const EXCLUDES(lock_); ///< every bit that was ever wrong
    [[nodiscard]] BadFrames bad_frames() const EXCLUDES(lock_);
    /// Where the first bad words were found, in the order in which they were.
    static constexpr std::size_t kFirst = 8;
    [[nodiscard]] lib::BoundedList<PhysAddr, kFirst> first_bad() const EXCLUDES(lock_);

    /// How much was found, which frames, and the line for GRUB. Without the lock, for a panic, which has
    /// stopped its holder.
    void print_so_far(lib::Sink& sink) const;

private:
    [[nodiscard]] u64 count(BadWord const& word) EXCLUDES(lock_);

    mutable lib::SpinLock lock_{lib::LockRank::MemoryTest};
    u64 errors_ GUARDED_BY(lock_) = 0;
    u32 differing_bits_ GUARDED_BY(lock_) = 0;
    BadFrames bad_frames_ GUARDED_BY(lock_);
    lib::BoundedList<PhysAddr, kFirst> first_bad_ GUARDED_BY(lock_);
};

} // namespace kernel::memtest
