// SPDX-License-Identifier: MIT
#include "kernel/thread/preempt.hpp"

#include "kernel/hw/current.hpp"
#include "kernel/hw/interrupts.hpp"
#include "kernel/thread/cpu.hpp"
#include "lib/contexts.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"

namespace kernel {

namespace {

[[noreturn, gnu::cold]] void stop_sleep_in_atomic(char const* what)
{
    Cpu const& cpu = hw::this_cpu();
    lib::Report report;
    report.kind = lib::ReportKind::SleepInAtomic;
    lib::print(report.headline, "{} may sleep, and is called by thread {} on CPU {} ", what, current().name(),
               cpu.index);
    if (in_interrupt()) {
        lib::print(report.headline, "in an interrupt handler");
    } else if ((hw::preempt_count() & preempt::kRegions) != 0) {
        lib::print(report.headline, "with preemption off since ");
        lib::print_code(report.headline, VirtAddr{static_cast<u32>(cpu.preempt_off_since)});
    } else if (hw::irqs_on()) {
        lib::print(report.headline, "with page faults off: a pagefault_disable() that was not undone, or a "
                                    "preempt_enable() too many under kmap_atomic");
    } else {
        lib::print(report.headline, "with interrupts off since ");
        lib::print_code(report.headline, VirtAddr{static_cast<u32>(cpu.irqs_off_since)});
    }
    lib::stop(report);
}

// Before there is a thread to switch to, nobody ever waits, and the boot runs with interrupts off.
[[gnu::cold, gnu::noinline]] void stop_unless_booting(char const* what)
{
    if (hw::this_cpu().idle != nullptr) stop_sleep_in_atomic(what);
}

} // namespace

bool in_interrupt() { return (hw::preempt_count() & preempt::kInterrupts) != 0; }

// Both are inlined wherever they are called: they come before locks and mappings that take little longer.
// `used` keeps a copy for the linker, which does not know yet that nobody calls it.
[[gnu::always_inline, gnu::used]] inline bool preemptible()
{
    return (hw::preempt_count() & ~preempt::kNobodyAsked) == 0 && hw::irqs_on();
}

[[gnu::always_inline, gnu::used]] inline void might_sleep(char const* what)
{
    // One jump for both words, which are 0 as a rule.
    u32 const why_not = (hw::preempt_count() & ~preempt::kNobodyAsked) | current().pagefault_disabled;
    if (why_not != 0 || !hw::irqs_on()) [[unlikely]]
        stop_unless_booting(what);
}

void ask_for_switch()
{
    lib::interrupts_off_only("ask_for_switch()");
    hw::this_cpu().preempt_count &= ~preempt::kNobodyAsked;
}

void ask_for_switch_on(Cpu& cpu)
{
    lib::interrupts_off_only("ask_for_switch_on()");
    if (cpu.index == hw::cpu_index())
        ask_for_switch();
    else
        hw::send_reschedule(cpu.index);
}

InterruptScope::InterruptScope() : count_{hw::this_cpu().preempt_count}
{
    hw::this_cpu().preempt_count += preempt::kInterrupt;
}

InterruptScope::~InterruptScope() noexcept(false)
{
    Cpu& cpu = hw::this_cpu();
    cpu.preempt_count -= preempt::kInterrupt;
    // Asking for a switch is all that a handler may leave behind.
    CHECK((cpu.preempt_count | preempt::kNobodyAsked) == (count_ | preempt::kNobodyAsked));
}

} // namespace kernel

namespace lib {

bool may_be_switched() { return kernel::preemptible(); }
bool may_migrate() { return kernel::preemptible() && !kernel::current().pinned(); }

} // namespace lib
