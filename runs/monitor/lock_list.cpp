// SPDX-License-Identifier: MIT
#include "runs/monitor/lock_list.hpp"

#include "kernel/sync/mutex.hpp"
#include "lib/lock_watch.hpp"

#include <bit>

namespace kernel::monitor {

namespace {

void print_ranks(lib::Sink& sink, u32 ranks)
{
    for (; ranks != 0; ranks &= ranks - 1)
        lib::print(sink, " {}", lib::lock_rank_name(static_cast<lib::LockRank>(std::countr_zero(ranks))));
}

// The inheritance lock keeps both the mutex and its holder from going away.
void print_wait(lib::Sink& sink, Mutex const& mutex) REQUIRES(inheritance_lock)
{
    lib::print(sink, "; waits for mutex {}", mutex.name());
    if (Thread const* const holder = mutex.holder())
        lib::print(sink, ", held by '{}' ({})", holder->name(), holder->id);
}

} // namespace

void print_spin_locks(lib::Sink& sink, u32 cpu)
{
    u32 const ranks = lib::ranks_held_on(cpu);
    lib::print(sink, "CPU {}:", cpu);
    print_ranks(sink, ranks);
    if (ranks == 0) lib::print(sink, " none");
}

void print_mutexes(lib::Sink& sink, Thread const& thread)
{
    lib::IrqSpinGuard const guard{inheritance_lock};
    u32 const ranks = thread.mutex_ranks;
    Mutex const* const awaited = thread.blocked_on;
    if (ranks == 0 && awaited == nullptr) return;
    lib::print(sink, "'{}' ({}) holds", thread.name(), thread.id);
    print_ranks(sink, ranks);
    if (ranks == 0) lib::print(sink, " none");
    if (awaited != nullptr) print_wait(sink, *awaited);
}

void print_class(lib::Sink& sink, lib::LockGraph const& graph, lib::LockRank rank)
{
    u32 const bit = lib::rank_bit(rank), inner = graph.taken_under(static_cast<u32>(rank));
    bool const open = (graph.with_interrupts_on() & bit) != 0, handled = (graph.in_interrupts() & bit) != 0;
    if (!open && !handled && inner == 0) return;
    lib::print(sink, "{:<15}", lib::lock_rank_name(rank));
    if (open) lib::print(sink, " held with interrupts on;");
    if (handled) lib::print(sink, " taken in interrupts;");
    if (inner == 0) return;
    lib::print(sink, " outside of");
    print_ranks(sink, inner);
}

} // namespace kernel::monitor
