// SPDX-License-Identifier: MIT
// One thread on each CPU that takes part in every traversal. They exist before the pool takes all memory:
// afterwards there is none left to make a thread from.
#pragma once

#include "kernel/sync/semaphore.hpp"
#include "kernel/thread/thread_life.hpp"
#include "runs/memtest/sweep.hpp"

#include <array>

namespace kernel::memtest {

class Workers {
public:
    /// On every CPU that is online. Threads only.
    Workers();
    ~Workers();
    Workers(Workers const&) = delete;
    Workers& operator=(Workers const&) = delete;

    [[nodiscard]] u32 count() const { return count_; }

    /// All of them work on `sweep`; returns when it is done, and until then calls `watch()` ten times a
    /// second.
    template <class Watch> void run(Sweep& sweep, Watch watch)
    {
        begin(&sweep);
        for (u32 worker = 0; worker < count_; ++worker) {
            while (!done_.down_for(clock::ticks_for_ms(100))) watch();
        }
    }

private:
    /// One turn for each worker. It does not matter if a quick one takes two, and finds nothing left to do in
    /// the second: every turn is announced as done, and not before its work is.
    void begin(Sweep* sweep);
    void serve();

    Semaphore turns_{"memory test: next traversal", 0};
    Semaphore done_{"memory test: end of traversal", 0};
    Sweep* sweep_ = nullptr; ///< null: go home. Written while all workers wait
    u32 count_ = 0;
    std::array<std::optional<ThreadHandle>, kMaxCpus> threads_;
};

} // namespace kernel::memtest
