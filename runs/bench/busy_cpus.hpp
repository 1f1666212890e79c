// SPDX-License-Identifier: MIT
// Company for a measurement: what other CPUs do while this one measures.
#pragma once

#include "kernel/hw/other_cpus.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/atomic.hpp"
#include "lib/check.hpp"

#include <array>

namespace kernel::bench {

/// While it lives, each of `cpus` calls `body(cpu)` over and over. Must be made and ended by a thread that
/// stays on a CPU which is not one of them.
template <class Body> class [[nodiscard]] BusyCpus {
public:
    BusyCpus(lib::CpuMask cpus, Body const& body) : body_{body}
    {
        u32 const started = cpus.count();
        for (; !cpus.empty(); cpus.remove(cpus.first())) start(cpus.first());
        while (running_.load(lib::MemoryOrder::Acquire) != started) hw::pause();
    }
    ~BusyCpus() { over_.store(true, lib::MemoryOrder::Relaxed); } // the handles join
    BusyCpus(BusyCpus const&) = delete;
    BusyCpus& operator=(BusyCpus const&) = delete;

private:
    struct Part {
        BusyCpus* all = nullptr;
        u32 cpu = 0;
        void operator()() { all->run(cpu); }
    };

    void start(u32 cpu)
    {
        parts_[cpu] = {this, cpu};
        threads_[cpu] = spawn("company", parts_[cpu], {.affinity = lib::CpuMask::of(cpu)});
        CHECK(threads_[cpu].has_value());
    }

    void run(u32 cpu)
    {
        running_.fetch_add(1, lib::MemoryOrder::Release);
        while (!over_.load(lib::MemoryOrder::Relaxed)) body_(cpu);
    }

    Body const& body_;
    lib::Atomic<u32> running_ = 0;
    lib::Atomic<bool> over_ = false;
    std::array<Part, kMaxCpus> parts_;
    std::array<std::optional<ThreadHandle>, kMaxCpus> threads_;
};

/// All CPUs that run threads, except this one.
[[nodiscard]] inline lib::CpuMask other_cpus() { return MigrationGuard{}.others(); }

} // namespace kernel::bench
