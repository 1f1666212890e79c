// SPDX-License-Identifier: MIT
// What a public comment asks of its callers, made a check while locks are watched (lib/lock_watch.hpp): two
// instructions when they are not. "Threads only" is checked always: mm/threads_only.hpp, might_sleep(). Where
// a spin lock is taken that interrupts take, too, nothing here is needed: the lock's class is checked.
#pragma once

#include "lib/lock_watch.hpp"

namespace lib {

/// May another thread run on this CPU before the caller's next instruction? May the caller then go on, on
/// another CPU? Not in an interrupt, nor with interrupts or preemption off. Defined by kernel/, and by the
/// machines of host tests. Any context.
/// Proved by: Contexts.CallerStaysOnItsCpuByAnyMeans, Contexts.CallerThatMayMigrateIsStopped.
[[nodiscard]] bool may_be_switched();
[[nodiscard]] bool may_migrate();

/// WrongContext: `call`, a literal, `needs` something that its caller has not seen to.
[[noreturn, gnu::cold, gnu::noinline]] void stop_wrong_context(char const* call, char const* needs);

/// "Interrupts off."
inline void interrupts_off_only(char const* call)
{
    if (locks_watched() && hw::irqs_on()) [[unlikely]]
        stop_wrong_context(call, "interrupts off");
}

/// "The caller cannot migrate", of a call that only its own CPU notices.
inline void this_cpu_only(char const* call)
{
    if (locks_watched() && may_migrate()) [[unlikely]]
        stop_wrong_context(call, "a caller that stays on its CPU");
}

} // namespace lib
