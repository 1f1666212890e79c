// SPDX-License-Identifier: MIT
// A thread of execution: its name, where it left off, its mappings, and what the scheduler knows about it.
// The object lies at the top of the thread's own stack. Read next: kernel/thread/scheduler.hpp (when it
// runs), kernel/thread/thread_life.hpp (how threads begin and end).
//
//     unmapped page | stack, growing down  <------ | Thread |
//                    <-------- kThreadStackBytes --------->
#pragma once

#include "kernel/hw/context.hpp"
#include "kernel/hw/current.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/run_queue.hpp"
#include "lib/atomic.hpp"
#include "lib/cpu_mask.hpp"
#include "mm/context.hpp"
#include "mm/local_stack.hpp"

#include <array>
#include <span>
#include <string_view>

namespace kernel {

class Mutex;
struct Expectation;

enum class ThreadState : u8 {
    Runnable, ///< runs, is in a run queue, or is on its way into one
    Waiting,  ///< parked
    Exited,   ///< never runs again
};

struct ThreadOptions {
    Priority priority = Priority::Normal;
    lib::CpuMask affinity = lib::CpuMask::all(); ///< at least one of them must be online
};

/// Guards which thread waits for which mutex, and who inherits whose priority (kernel/sync/inheritance.hpp).
extern constinit lib::SpinLock inheritance_lock;

struct Thread : Runnable, lib::ListHook<class AllThreadsTag>, mm::Sleeper {
    /// A thread that already runs, on CPU 0.
    explicit constexpr Thread(std::string_view called) : Thread{called, {}, 0, {}} {}
    /// A thread that belongs to CPU `home` and will begin at `beginning`; `memory` is what `stack` says.
    constexpr Thread(std::string_view called, ThreadOptions const& options, u32 home, hw::Context beginning,
                     std::span<std::byte> memory = {});

    [[nodiscard]] char const* name() const { return name_.data(); }
    /// It must stay on its CPU: it holds kmap_local mappings, or has called migrate_disable().
    [[nodiscard]] bool pinned() const { return local.pinned() || migrate_disabled != 0; }
    [[nodiscard]] bool may_run_on(u32 index) const;
    [[nodiscard]] bool queued() const REQUIRES(a_run_queue_lock) { return Runnable::queued(); }

    // Fixed when the thread is created.
    u32 id = 0;
    u32 (*function)(void*) = nullptr;
    void* argument = nullptr;
    /// All of it, this object included; empty for a stack of the image. Whoever lists threads may use it.
    std::span<std::byte> const stack;

    // Only the thread itself writes these.
    mm::LocalStack local;               ///< its kmap_local mappings
    u32 migrate_disabled = 0;           ///< nested migrate_disable()
    u32 pagefault_disabled = 0;         ///< nested pagefault_disable()
    u32 shared_mappings = 0;            ///< kmap() mappings it has still to unmap
    u32 mutex_ranks = 0;                ///< one bit for the rank of each mutex it holds
    Expectation* expectation = nullptr; ///< the report that it announced (kernel/fault/expect.hpp), or none
    u32 exit_value = 0;

    // Written with the run-queue lock of CPU `cpu` held, like the queue hook and `priority` of Runnable.
    Published<u32> cpu; ///< does not change under the thread itself while it cannot be preempted
    Published<ThreadState> state = ThreadState::Runnable;
    Published<lib::CpuMask> affinity;
    bool unparked GUARDED_BY(a_run_queue_lock) = false; ///< an unpark() came while it was not parked
    hw::Context context GUARDED_BY(a_run_queue_lock); ///< where it left off; meaningful while it does not run

    // Whoever changes `priority` holds the inheritance lock too.
    Priority base_priority GUARDED_BY(inheritance_lock);
    Mutex* blocked_on GUARDED_BY(inheritance_lock) = nullptr;
    /// Mutexes it holds that others wait for.
    lib::List<Mutex, class ContendedTag> contended GUARDED_BY(inheritance_lock);

    Completion departure{"end of thread", WaitKind::Join}; ///< its stack is no longer in use

    // For reports: what it waits for. Written by the thread itself, read by anybody for whom a guess will do.
    lib::Atomic<WaitQueue const*> waiting_in = nullptr;

private:
    std::array<char, 24> name_{}; // cut to fit; always ends in 0
};

constexpr Thread::Thread(std::string_view called, ThreadOptions const& options, u32 home,
                         hw::Context beginning, std::span<std::byte> memory)
    : Runnable{options.priority},
      stack{memory},
      cpu{home},
      affinity{options.affinity},
      context{beginning},
      base_priority{options.priority}
{
    std::copy_n(called.begin(), std::min(called.size(), name_.size() - 1), name_.begin());
}

inline bool Thread::may_run_on(u32 index) const
{
    if (pinned()) return index == cpu.get();
    return affinity.get().contains(index);
}

/// The running thread; in an interrupt, the interrupted one.
[[nodiscard]] inline Thread& current() { return hw::current_thread(); }

/// Keeps the running thread on its CPU until the matching migrate_enable(), preemptible all the same. Nests.
/// Costs an increment: the scheduler looks at the count before it moves a thread.
/// Proved by: SmpTest.MigrateDisablePinsAndNests, Race.WhoHoldsMigrationDisabledStaysWhileItsCpuIsRobbed.
void migrate_disable();
void migrate_enable();

} // namespace kernel
