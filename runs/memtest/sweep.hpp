// SPDX-License-Identifier: MIT
// One traversal of the pool, shared among all CPUs: each takes the next block when it is done with the
// previous one, so that none waits for a slower one except at the end.
#pragma once

#include "lib/atomic.hpp"
#include "runs/memtest/findings.hpp"
#include "runs/memtest/pool.hpp"

namespace kernel::memtest {

class Sweep {
public:
    Sweep(Pool const& pool, Traversal const& traversal, Findings& findings)
        : traversal_{traversal}, findings_{findings}, cursor_{pool, traversal.downwards()}
    {
    }

    /// Takes blocks and works on them until none is left. Threads that have nothing mapped; any number of
    /// them at once.
    void work();
    /// Makes each work() return after its current block. Any context.
    void stop() { stopped_.store(true, lib::MemoryOrder::Relaxed); }

    /// Frames that are done; while others work, those of whole blocks.
    [[nodiscard]] u32 done() const { return done_.load(lib::MemoryOrder::Relaxed); }

private:
    [[nodiscard]] std::optional<Block> take() EXCLUDES(lock_);

    Traversal traversal_;
    Findings& findings_;
    lib::Atomic<bool> stopped_ = false;
    lib::Atomic<u32> done_ = 0;

    lib::SpinLock lock_{lib::LockRank::MemoryTest};
    Cursor cursor_ GUARDED_BY(lock_);
};

} // namespace kernel::memtest
