// SPDX-License-Identifier: MIT
// How a CPU becomes one of those that are asked to drop translations, and how it stops being one. In either
// case the ledger of owed flushes has to know, and each of the two orders matters.
#pragma once

#include "lib/cpu_mask.hpp"
#include "mm/flush_ledger.hpp"

namespace mm {

/// `cpu`, which this code runs on with interrupts off, joins `targets` (mm/shootdown.hpp); `drop_all()` drops
/// everything that it has cached.
///
/// Joining comes first: whoever changes an entry afterwards asks this CPU too, and what was changed before is
/// dropped now. The other way round, an entry that is changed between the two stays cached. The ledger comes
/// last: a CPU that is counted in and has yet to drop would be accused of flushes that it was never asked
/// for. Proved by: ShootdownExplored.TargetThatJoinsMeanwhile, ShootdownMembers.CpuJoinsThenDropsThenOwes,
/// planted/dropped_before_it_joins, planted/owes_before_it_has_dropped.
template <class Targets, class DropAll> void join_shootdowns(Targets& targets, u32 cpu, DropAll&& drop_all)
{
    targets.join(cpu);
    drop_all();
    flush_ledger_join(cpu);
}

/// `cpus` have stopped for good: nobody may wait for them any more. The ledger comes first here: between the
/// two a shooter asks in vain, which the second call ends; the other way round it would not ask, and be
/// accused of that.
/// Proved by: ShootdownMembers.CpuThatStopsOwesNothingBeforeItIsNoLongerAsked,
/// planted/left_before_its_debts_are_gone, planted/debts_of_a_stopped_cpu_stay.
template <class Targets> void leave_shootdowns(Targets& targets, lib::CpuMask cpus)
{
    flush_ledger_leave(cpus);
    targets.leave(cpus);
}

} // namespace mm
