// SPDX-License-Identifier: MIT
// An interrupt for another CPU takes two stores, of which the second sends to whom the first named. A handler
// that sends too must not come between them.
#include "kernel/fault/single_step.hpp"
#include "kernel/hw/interrupts.hpp"
#include "lib/atomic.hpp"
#include "lib/preempt_guard.hpp"
#include "mm/machine.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/needs_trap_flag.hpp"
#include "runs/test/test_page.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

constexpr u32 kRounds = 32; // a tick also asks for a switch, but not in each of them

/// A CPU that never switches, and so keeps what it was asked.
struct Listener {
    lib::Atomic<u32> round = 0; ///< which one it is to be
    lib::Atomic<u32> began = 0; ///< which one it is: until that, nobody had asked
    lib::Atomic<u32> looks = 0;
    lib::Atomic<bool> asked = false;

    void operator()()
    {
        for (u32 now = 0; now != kRounds + 1; now = round.load(lib::MemoryOrder::SeqCst)) listen(now);
    }
    // Without hw::pause(), so that whatever comes to it comes as an interrupt.
    void listen(u32 now)
    {
        lib::PreemptGuard const keep_what_is_asked;
        began.store(now, lib::MemoryOrder::SeqCst);
        while (round.load(lib::MemoryOrder::SeqCst) == now) {
            asked.store((hw::preempt_count() & preempt::kNobodyAsked) == 0, lib::MemoryOrder::SeqCst);
            looks.fetch_add(1, lib::MemoryOrder::SeqCst);
        }
    }
    void begin(u32 next)
    {
        round.store(next, lib::MemoryOrder::SeqCst);
        while (began.load(lib::MemoryOrder::SeqCst) != next) hw::pause();
    }
    // Twice: the first time it may have looked already.
    void look_again() const
    {
        u32 const before = looks.load(lib::MemoryOrder::SeqCst);
        while (looks.load(lib::MemoryOrder::SeqCst) - before < 2) hw::pause();
    }
};

/// What was sent to `cpu` before has arrived: the APIC sends one after the other.
void wait_until_arrived(u32 cpu)
{
    hw::flush_range_on(lib::CpuMask::of(cpu), {TestPage::kAddress, TestPage::kAddress + kPageSize});
}

void reaches_its_cpu_whatever_a_handler_sends(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    auto const others = here.others();
    if (others.count() < 2) return test.skip("fewer than three CPUs run");
    u32 const target = others.first(), another = others.without(target).first();
    Listener listener;
    auto const thread = start_on(target, listener);
    u32 lost = 0, between = 0;
    for (u32 round = 1; round <= kRounds; ++round) {
        listener.begin(round);
        auto send = [&] { hw::send_reschedule(target); };
        auto handler = [&](Boundary const& boundary) {
            if (boundary.interrupts_on) hw::send_reschedule(another), ++between;
        };
        single_step(send, handler);
        wait_until_arrived(target);
        listener.look_again();
        if (!listener.asked.load(lib::MemoryOrder::SeqCst)) ++lost;
    }
    listener.round.store(kRounds + 1, lib::MemoryOrder::SeqCst);
    test.expect(between != 0, "no handler came in between");
    test.expect(lost == 0, "{} of {} interrupts for CPU {} did not reach it", lost, kRounds, target);
}

constexpr GuestTest kIpiTests[] = {
    {"smp_interrupt_reaches_its_cpu_whatever_a_handler_sends", reaches_its_cpu_whatever_a_handler_sends},
};

} // namespace

std::span<GuestTest const> ipi_tests() { return kIpiTests; }

} // namespace kernel
