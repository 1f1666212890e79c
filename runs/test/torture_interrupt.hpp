// SPDX-License-Identifier: MIT
// An interrupt that maps: a timer of the CPU that armed it.
#pragma once

#include "kernel/thread/timer.hpp"
#include "lib/atomic.hpp"
#include "mm/kmap_debug.hpp"
#include "runs/test/held_pages.hpp"

namespace kernel {

class TortureInterrupt : CpuTimer {
public:
    TortureInterrupt(MarkedBlock const& block, u32 seed)
        : CpuTimer{&TortureInterrupt::call}, pages_{block}, random_{seed}
    {
    }

    /// Comes at the next tick of this CPU, whatever runs then, unless it is already on its way.
    void provoke()
    {
        if (!pending_.exchange(true, lib::MemoryOrder::SeqCst)) arm(1);
    }
    /// Read these when it no longer comes.
    using CpuTimer::cancel;
    [[nodiscard]] HeldPages const& pages() const { return pages_; }
    [[nodiscard]] u32 count() const { return count_; }

private:
    static void call(CpuTimer& timer) { static_cast<TortureInterrupt&>(timer).handle(); }
    void handle()
    {
        u32 const depth = random_.below(mm::layout::kLocalIrqDepth) + 1;
        while (pages_.depth() < depth) pages_.map_one(random_);
        pages_.check_all(random_);
        while (pages_.depth() != 0) pages_.unmap_one();
        ++count_;
        pending_.store(false, lib::MemoryOrder::SeqCst);
    }

    HeldPages pages_;
    Random random_;
    u32 count_ = 0;
    lib::Atomic<bool> pending_ = false;
};

} // namespace kernel
