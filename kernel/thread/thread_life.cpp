// SPDX-License-Identifier: MIT
#include "kernel/thread/thread_life.hpp"

#include "kernel/thread/placement.hpp"
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_list.hpp"
#include "kernel/thread/thread_stack.hpp"
#include "lib/atomic.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/live_mappings.hpp"
#include "mm/thread_window.hpp"

#include <new>

namespace kernel {

namespace {

[[noreturn]] void thread_main() RELEASE(a_run_queue_lock)
{
    finish_first_switch();
    hw::irq_restore(true);
    exit_thread(current().function(current().argument));
}

[[noreturn, gnu::cold]] void stop_leftover(lib::Counted left)
{
    lib::Report report;
    report.kind = lib::ReportKind::Leak;
    lib::print(report.headline, "thread {} exits and still holds {}", current().name(), left);
    mm::print_live_mappings_of(report.picture, &current().local);
    lib::stop(report);
}

void check_nothing_held(Thread const& thread)
{
    if (thread.local.in_use()) stop_leftover({mm::slots_in_use(thread.local), "kmap_local slot"});
    if (thread.shared_mappings != 0) stop_leftover({thread.shared_mappings, "kmap mapping"});
    if (thread.mutex_ranks != 0)
        stop_leftover({static_cast<u32>(std::popcount(thread.mutex_ranks)), "mutex"});
    if (thread.migrate_disabled != 0) stop_leftover({thread.migrate_disabled, "migrate_disable() call"});
}

} // namespace

// The object goes to the highest addresses, so that a stack that overflows hits the unmapped page and does
// not run into the object.
mm::VmapResult<Thread&> create_thread(std::string_view name, void (*entry)(), u32 cpu,
                                      ThreadOptions const& options)
{
    static_assert(alignof(Thread) <= 64 && sizeof(Thread) % alignof(Thread) == 0);
    auto const memory = allocate_thread_stack();
    if (!memory) return memory.error();
    auto const below = memory->first(memory->size() - sizeof(Thread));
    hw::Context beginning;
    hw::prepare_context(beginning, below, entry);
    Thread& thread = *new (below.data() + below.size()) Thread{name, options, cpu, beginning, *memory};
    if (!mm::give_window(thread.local)) {
        thread.~Thread();
        free_thread_stack(*memory);
        return mm::VmapError::NoFrames;
    }
    thread_list_add(thread);
    return thread;
}

std::optional<ThreadHandle> spawn(std::string_view name, u32 (*function)(void*), void* argument,
                                  ThreadOptions options)
{
    might_sleep("spawn()");
    auto const thread = create_thread(name, &thread_main, current().cpu.get(), options);
    if (!thread) return {};
    thread->function = function;
    thread->argument = argument;
    place(*thread);
    return ThreadHandle{*thread};
}

u32 ThreadHandle::join()
{
    Thread& thread = *std::exchange(thread_, nullptr);
    thread.departure.wait();
    u32 const value = thread.exit_value;
    thread_list_remove(thread);
    auto const stack = thread.stack;
    mm::take_back_window(thread.local);
    thread.~Thread();
    free_thread_stack(stack);
    return value;
}

void exit_thread(u32 value)
{
    might_sleep("exit_thread()"); // preemption and page faults are on
    Thread& self = current();
    check_nothing_held(self);
    self.exit_value = value;
    leave_for_good();
}

void thread_departed(Thread& thread) { thread.departure.complete(); }

void migrate_disable()
{
    ++current().migrate_disabled;
    lib::signal_fence(lib::MemoryOrder::SeqCst); // what comes after this happens on this CPU
}

void migrate_enable()
{
    Thread& self = current();
    CHECK(self.migrate_disabled != 0);
    lib::signal_fence(lib::MemoryOrder::SeqCst);
    if (--self.migrate_disabled != 0) return;
    lib::IrqGuard const guard;
    if (!self.may_run_on(hw::cpu_index())) ask_for_switch(); // its affinity was changed meanwhile
}

} // namespace kernel
