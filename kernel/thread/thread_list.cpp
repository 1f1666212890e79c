// SPDX-License-Identifier: MIT
#include "kernel/thread/thread_list.hpp"

#include "lib/spin_lock.hpp"

namespace kernel {

namespace {
constinit lib::SpinLock g_lock{lib::LockRank::ThreadList};
constinit lib::List<Thread, AllThreadsTag> g_threads GUARDED_BY(g_lock);
constinit u32 g_count GUARDED_BY(g_lock) = 0;
constinit u32 g_last_id GUARDED_BY(g_lock) = 0;
} // namespace

void thread_list_add(Thread& thread)
{
    lib::IrqSpinGuard const guard{g_lock};
    thread.id = ++g_last_id;
    g_threads.push_back(thread);
    ++g_count;
}

void thread_list_remove(Thread& thread)
{
    lib::IrqSpinGuard const guard{g_lock};
    decltype(g_threads)::remove(thread);
    --g_count;
}

u32 thread_count()
{
    lib::IrqSpinGuard const guard{g_lock};
    return g_count;
}

void for_each_thread(void (*visit)(void* argument, Thread const& thread), void* argument)
{
    lib::IrqSpinGuard const guard{g_lock};
    for (Thread* thread = g_threads.front(); thread != nullptr; thread = g_threads.next(*thread)) {
        visit(argument, *thread);
    }
}

Thread* find_thread(bool (*wanted)(void* argument, Thread const& thread), void* argument)
{
    lib::IrqGuard const irqs_off;
    if (lib::held_lock_ranks() >= lib::rank_bit(lib::LockRank::ThreadList) || !g_lock.try_lock())
        return nullptr;
    Thread* thread = g_threads.front();
    while (thread != nullptr && !wanted(argument, *thread)) thread = g_threads.next(*thread);
    g_lock.unlock();
    return thread;
}

} // namespace kernel
