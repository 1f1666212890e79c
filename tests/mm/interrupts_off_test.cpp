// SPDX-License-Identifier: MIT
// Calls whose public comment says "Interrupts off" stop a caller that has them on, while locks are watched.
#include "lib/irq_guard.hpp"
#include "lib/lock_watch.hpp"
#include "mm/local_switch.hpp"
#include "mm/vmap_area.hpp"
#include "tests/sim/compound_machine.hpp"

namespace {

using lib::ReportKind;

class InterruptsOff : public sim::CompoundMachine {
protected:
    InterruptsOff()
    {
        mm::vmap_area().start(mm::kernel_space().root, mm::layout::kVmapArea);
        mm::set_kmap_debug({.quarantine = true});
        lib::watch_locks(true);
    }
    ~InterruptsOff() override { lib::watch_locks(false); }
};

TEST_F(InterruptsOff, IsCheckedWhereASlotThatHasRestedIsTakenAndGiven)
{
    mm::LocalStack& stack = mm::local_stack();
    EXPECT_STOP_SAYING(ReportKind::WrongContext, "take_rested()", mm::take_rested(stack, stack.window(), 2));
    EXPECT_STOP_SAYING(ReportKind::WrongContext, "give_rested()", mm::give_rested(stack, stack.window(), 0));
}

TEST_F(InterruptsOff, IsCheckedWhereThreadsChange)
{
    EXPECT_STOP_SAYING(ReportKind::WrongContext, "local_sched_out()",
                       mm::local_sched_out(mm::local_stack(), mm::local_window()));
    EXPECT_STOP_SAYING(ReportKind::WrongContext, "local_sched_in()",
                       mm::local_sched_in(mm::local_stack(), mm::local_window()));
}

} // namespace
