// SPDX-License-Identifier: MIT
// Dropping translations on other CPUs: who asked whom, and who has answered yet. Has no instructions of its
// own; the machine lends it three (see Port). Read next: arch/x86_32/apic/shootdown_ipi.cpp, which lends
// them.
//
//   request of CPU 0: pages, unanswered = {1,3}        inbox of CPU 1: {0,2}
//   request of CPU 2: pages, unanswered = {1}          inbox of CPU 3: {0}
//
// A CPU has one request and one inbox. To shoot is to write one's own request, then one's own number into the
// inbox of every target; to serve is to empty one's own inbox, drop, then strike oneself out of each request.
//
// Why nobody waits for ever, even with interrupts off and locks held. A shooter waits only for its targets.
// A target either (1) has interrupts on, and takes the interrupt; or (2) has them off, and will turn them
// on after work that waits for no other CPU; or (3) has them off, and waits for another CPU. For (3) there
// is a rule: a loop that waits for another CPU calls hw::pause(), and hw::pause() serves. The spin locks do
// that, and so does the wait in shoot() itself. Serving takes no lock and waits for nobody, so it can be
// done in the middle of anything; hence each of the three answers, whatever the shooter holds. Two CPUs
// that shoot at each other are two instances of (3).
// Proved by: ShootdownExplored.TwoShootAtEachOther, ShootdownExplored.TwoShootAtAThird,
// ShootdownExplored.TargetThatLeavesMeanwhile, planted/shooter_does_not_serve, planted/interrupt_not_sent,
// planted/answered_before_dropped, planted/inbox_emptied_in_two_steps.
#pragma once

#include "lib/address.hpp"
#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "lib/cpu_mask.hpp"

#include <array>

namespace mm {

class Shootdown {
public:
    /// From now on `cpu` is a target. What changed before this call was not announced to it: hence
    /// mm/shootdown_members.hpp.
    void join(u32 cpu);
    /// The opposite, for a CPU that stops for good. Nobody may wait for its answer any more.
    void leave(lib::CpuMask cpus);
    [[nodiscard]] lib::CpuMask joined() const;

    /// Whether somebody waits for `cpu`. Cheap; any context.
    [[nodiscard]] bool asked(u32 cpu) const;

    /// Drops what others have asked `cpu` to drop, and tells them. On that CPU with interrupts off, at any
    /// time, even in the middle of its own shoot().
    template <class Port> void serve(u32 cpu, Port& port);

    /// Drops `pages` on every CPU of `targets` that has joined, `self` included if it is one; returns when
    /// all have. On CPU `self` with interrupts off, not in the middle of another shoot() of the same CPU.
    /// What the caller has written to the page tables before is what every target finds afterwards.
    template <class Port> void shoot(u32 self, lib::CpuMask targets, VirtRange pages, Port& port);

private:
    // Those of `targets` that have joined, looked at after everything that the caller has written.
    [[nodiscard]] lib::CpuMask joined_of(lib::CpuMask targets);
    // Writes the request and the inboxes. Returns who has to be interrupted: others have been already. Out
    // of line: a CPU that is alone does not need its registers.
    [[nodiscard, gnu::noinline]] lib::CpuMask post(u32 self, lib::CpuMask targets, VirtRange pages);
    [[nodiscard]] lib::CpuMask take_inbox(u32 cpu);
    void answer(u32 cpu, u32 shooter);
    [[nodiscard]] bool answered(u32 self) const;

    struct alignas(64) Desk {          // a cache line each: others write here
        lib::Atomic<u32> inbox{};      // CPUs whose requests name this one
        lib::Atomic<u32> unanswered{}; // of this CPU's request: who has yet to drop
        VirtRange pages;               // of this CPU's request: constant while somebody has yet to drop
    };
    std::array<Desk, kMaxCpus> desks_{};
    lib::Atomic<u32> joined_{};
};

/// What shooting asks of the machine; `port` in the calls above.
template <class Port>
concept ShootdownPort = requires(Port& port, VirtRange pages, lib::CpuMask cpus)
{
    port.drop(pages);     // this CPU's translations of `pages`
    port.interrupt(cpus); // makes each of them call serve() soon, if its interrupts are on
    port.breathe();       // once per turn of the waiting loop
};

template <class Port> void Shootdown::serve(u32 cpu, Port& port)
{
    static_assert(ShootdownPort<Port>);
    for (auto shooters = take_inbox(cpu); !shooters.empty(); shooters.remove(shooters.first())) {
        port.drop(desks_[shooters.first()].pages);
        answer(cpu, shooters.first());
    }
}

template <class Port> void Shootdown::shoot(u32 self, lib::CpuMask targets, VirtRange pages, Port& port)
{
    static_assert(ShootdownPort<Port>);
    auto const others = joined_of(targets.without(self));
    if (!others.empty()) port.interrupt(post(self, others, pages));
    if (targets.contains(self)) port.drop(pages); // while the others do the same
    if (others.empty()) return;
    while (!answered(self)) {
        serve(self, port);
        port.breathe();
    }
}

} // namespace mm
