// SPDX-License-Identifier: MIT
// The words that CPUs exchange in a shootdown, and the order in which they are written. See mm/shootdown.hpp.
#include "mm/shootdown.hpp"

#include "lib/atomic.hpp"

namespace mm {

void Shootdown::join(u32 cpu) { joined_.fetch_or(lib::CpuMask::of(cpu).bits(), lib::MemoryOrder::AcqRel); }

void Shootdown::leave(lib::CpuMask cpus) { joined_.fetch_and(~cpus.bits(), lib::MemoryOrder::AcqRel); }

lib::CpuMask Shootdown::joined() const
{
    return lib::CpuMask::from_bits(joined_.load(lib::MemoryOrder::Acquire));
}

bool Shootdown::asked(u32 cpu) const { return desks_[cpu].inbox.load(lib::MemoryOrder::Relaxed) != 0; }

lib::CpuMask Shootdown::joined_of(lib::CpuMask targets)
{
    // A read-modify-write, not a load. A CPU that joins does one too, and the later of two sees the
    // earlier: either it is in the set we get, or it joins after our change of the tables and finds that. A
    // load could be done before the stores to the tables have left this CPU (SDM 3A, 8.2.3.4). Adding
    // nothing is one instruction, where or'ing nothing is a loop.
    // Proved by: ShootdownExplored.TargetThatJoinsMeanwhile, planted/joined_looked_at_too_early.
    return targets & lib::CpuMask::from_bits(joined_.fetch_add(0, lib::MemoryOrder::AcqRel));
}

lib::CpuMask Shootdown::post(u32 self, lib::CpuMask targets, VirtRange pages)
{
    CHECK(answered(self)); // otherwise an interrupt handler shoots, or interrupts were on
    Desk& desk = desks_[self];
    desk.pages = pages;
    desk.unanswered.store(targets.bits(), lib::MemoryOrder::Relaxed); // the inboxes publish it
    lib::CpuMask sleeping;
    for (auto left = targets; !left.empty(); left.remove(left.first())) {
        auto& inbox = desks_[left.first()].inbox;
        // The CPU that finds the inbox empty sends the interrupt, after this; it serves for all requests
        // that came meanwhile.
        if (inbox.fetch_or(lib::CpuMask::of(self).bits(), lib::MemoryOrder::AcqRel) == 0)
            sleeping.add(left.first());
    }
    return sleeping;
}

lib::CpuMask Shootdown::take_inbox(u32 cpu)
{
    return lib::CpuMask::from_bits(desks_[cpu].inbox.exchange(0, lib::MemoryOrder::AcqRel));
}

void Shootdown::answer(u32 cpu, u32 shooter)
{
    desks_[shooter].unanswered.fetch_and(~lib::CpuMask::of(cpu).bits(), lib::MemoryOrder::AcqRel);
}

bool Shootdown::answered(u32 self) const
{
    // A target may leave whenever it likes, even between joined_of() and post(): so it is not struck out of
    // the requests, but looked for at each turn of the wait.
    // Proved by: ShootdownExplored.TargetThatLeavesMeanwhile, planted/leaver_waited_for.
    return (desks_[self].unanswered.load(lib::MemoryOrder::Acquire) & joined().bits()) == 0;
}

} // namespace mm
