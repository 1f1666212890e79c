// SPDX-License-Identifier: MIT
// The page below 1 MiB in which another CPU takes its first steps: code from ap_trampoline.asm, what that
// code needs to know, and temporary tables. Read next: start_cpu.cpp, which sends CPUs there.
#pragma once

#include "kernel/hw/other_cpus.hpp"
#include "lib/address.hpp"
#include "lib/atomic.hpp"

namespace arch {

class ApTrampoline {
public:
    /// Fills the frame `page`, which nothing else uses, for one CPU: it becomes number `index` and calls
    /// arch_start_secondary(index) with the tables and the stack of `start`. The door is still shut.
    ApTrampoline(Pfn page, u32 index, hw::CpuStart const& start);

    /// The page's number, as the start-up interrupt needs it.
    [[nodiscard]] u32 page_number() const { return page_.raw(); }

    /// Lets the next CPU in that comes, and none after it; all others halt at the door.
    void open() { door_.store(1, lib::MemoryOrder::Release); }
    /// Lets nobody in any more. Returns whether somebody is in.
    [[nodiscard]] bool shut() { return door_.exchange(0, lib::MemoryOrder::AcqRel) == 0; }
    /// Whether one came in since open(), and is on its way.
    [[nodiscard]] bool entered() const { return door_.load(lib::MemoryOrder::Acquire) == 0; }

private:
    Pfn page_;
    lib::AtomicRef<u32> door_;
};

} // namespace arch
