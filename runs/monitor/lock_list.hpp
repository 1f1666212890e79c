// SPDX-License-Identifier: MIT
// Locks in words, a line each: who holds them, who waits for whom, and what is known of their classes.
#pragma once

#include "kernel/thread/thread.hpp"
#include "lib/format.hpp"
#include "lib/lock_graph.hpp"

namespace kernel::monitor {

/// The spin locks that a CPU holds at this moment, by class: "CPU 1: Kmap RunQueue". A guess, since that CPU
/// does not stand still for us.
void print_spin_locks(lib::Sink& sink, u32 cpu);

/// The ranks of the mutexes that a thread holds, and the mutex that it waits for: "'pager' (7) holds Vmap;
/// waits for mutex windows, held by 'boot' (1)". Nothing if there is neither. Any context but NMI, with no
/// lock held that comes after LockRank::Inheritance.
void print_mutexes(lib::Sink& sink, Thread const& thread);

/// Of a class of locks: whether it is held with interrupts on, or taken in interrupts, and what is taken
/// while it is held. Nothing if nobody has taken it in a way that was noted.
void print_class(lib::Sink& sink, lib::LockGraph const& graph, lib::LockRank rank);

} // namespace kernel::monitor
