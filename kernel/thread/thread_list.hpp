// SPDX-License-Identifier: MIT
// All threads that exist, in the order of their creation.
#pragma once

#include "kernel/thread/thread.hpp"

namespace kernel {

/// Numbers `thread` and adds it.
void thread_list_add(Thread& thread);
void thread_list_remove(Thread& thread);

[[nodiscard]] u32 thread_count();

/// Calls `visit(argument, thread)` for each thread, with the list's lock held: `visit` must not sleep, nor
/// create or join threads. What it sees of a running thread may be out of date when it looks.
void for_each_thread(void (*visit)(void* argument, Thread const& thread), void* argument);

template <class Visitor> void for_each_thread(Visitor&& visitor)
{
    using Plain = std::remove_reference_t<Visitor>;
    for_each_thread([](void* argument, Thread const& thread) { (*static_cast<Plain*>(argument))(thread); },
                    &visitor);
}

/// For reports, in any context but NMI: the first thread of which `wanted(argument, thread)` is true. Nothing
/// also if somebody else has the list, or if this CPU holds a lock under which it may not be taken.
[[nodiscard]] Thread* find_thread(bool (*wanted)(void* argument, Thread const& thread), void* argument);

template <class Wanted> [[nodiscard]] Thread* find_thread(Wanted&& wanted)
{
    using Plain = std::remove_reference_t<Wanted>;
    return find_thread(
        [](void* argument, Thread const& thread) { return (*static_cast<Plain*>(argument))(thread); },
        &wanted);
}

} // namespace kernel
