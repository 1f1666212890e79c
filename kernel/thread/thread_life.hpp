// SPDX-License-Identifier: MIT
// Creating threads, and waiting for their end. Every thread is joined exactly once, by its ThreadHandle.
//
//     auto worker = spawn("worker", &work, &job, {.priority = Priority::High});
//     if (!worker) ...            // out of memory
//     u32 const value = worker->join();
#pragma once

#include "kernel/thread/thread.hpp"
#include "mm/vmap_error.hpp"

#include <optional>
#include <utility>

namespace kernel {

/// The right, and the duty, to join a thread. A handle that goes out of scope joins.
class [[nodiscard]] ThreadHandle {
public:
    explicit ThreadHandle(Thread& thread) : thread_{&thread} {}
    ThreadHandle(ThreadHandle&& from) noexcept : thread_{std::exchange(from.thread_, nullptr)} {}
    ThreadHandle& operator=(ThreadHandle&& from) noexcept
    {
        std::swap(thread_, from.thread_);
        return *this;
    }
    ~ThreadHandle()
    {
        if (thread_ != nullptr) static_cast<void>(join());
    }

    /// Waits until the thread has ended, frees it, and returns its exit value. Only once. Threads only; may
    /// sleep.
    u32 join();
    /// Valid until join().
    [[nodiscard]] Thread& thread() const { return *thread_; }

private:
    Thread* thread_;
};

/// Starts a thread that runs `function(argument)`; what that returns is its exit value. Returns nothing when
/// memory has run out. The thread may run before this returns. Threads only; may sleep.
[[nodiscard]] std::optional<ThreadHandle> spawn(std::string_view name, u32 (*function)(void*), void* argument,
                                                ThreadOptions options = {});

/// The same for any callable, which must live until the thread is joined. Its result is ignored.
template <class Function>
[[nodiscard]] std::optional<ThreadHandle> spawn(std::string_view name, Function& function,
                                                ThreadOptions options = {})
{
    auto const call = [](void* argument) {
        (*static_cast<Function*>(argument))();
        return 0u;
    };
    return spawn(name, call, &function, options);
}

/// Ends the running thread. It must hold nothing: no mutex, no kmap_local or kmap mapping, no
/// migrate_disable(). Prefer to return: this runs no destructors of what is alive on the stack.
[[noreturn]] void exit_thread(u32 value) EXCLUDES(a_run_queue_lock);

/// For idle.cpp: makes a thread that belongs to CPU `cpu` and is in no queue; it begins with `entry`, on its
/// own stack, with the run-queue lock held and interrupts off.
[[nodiscard]] mm::VmapResult<Thread&> create_thread(std::string_view name, void (*entry)(), u32 cpu,
                                                    ThreadOptions const& options);

/// For scheduler.cpp: `thread` has exited, and its stack is no longer in use.
void thread_departed(Thread& thread);

} // namespace kernel
