// SPDX-License-Identifier: MIT
// A thread that takes and releases mutexes when it is told to, so that a test can arrange any graph of
// threads and mutexes. For bodies of Smp::run(): each order returns when nobody but its caller has anything
// to do, so that caller should be the least urgent of all.
#pragma once

#include "kernel/check/by_mistake.hpp"
#include "kernel/sync/mutex.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"

#include <utility>

namespace sim {

class Actor {
public:
    Actor(char const* name, kernel::Priority priority)
        : handle_{*kernel::spawn(name, *this, {.priority = priority})}
    {
        settle();
    }
    void operator()()
    {
        while (!leave_) {
            go_.wait();
            if (lock_ != nullptr) take(*std::exchange(lock_, nullptr));
            if (unlock_ != nullptr)
                kernel::by_mistake<&kernel::Mutex::unlock>(*std::exchange(unlock_, nullptr));
        }
    }
    void lock(kernel::Mutex& mutex) { lock_ = &mutex, limit_ = 0, tell(); }
    void lock_for(kernel::Mutex& mutex, u32 ticks) { lock_ = &mutex, limit_ = ticks, tell(); }
    void unlock(kernel::Mutex& mutex) { unlock_ = &mutex, tell(); }
    void leave() { leave_ = true, tell(), handle_.join(); }

    [[nodiscard]] kernel::Thread& thread() const { return handle_.thread(); }
    [[nodiscard]] kernel::Priority priority() const { return thread().priority.get(); }

private:
    // No mistake, but nothing for clang either: what is taken here is released in another round.
    void take(kernel::Mutex& mutex) const
    {
        if (limit_ == 0) return kernel::by_mistake<&kernel::Mutex::lock>(mutex);
        static_cast<void>(kernel::by_mistake<&kernel::Mutex::lock_for>(mutex, limit_));
    }
    void tell() { go_.complete(), settle(); }
    // Until nobody but us has anything to do.
    static void settle()
    {
        for (int round = 0; round < 20; ++round) kernel::yield();
    }

    kernel::Completion go_{"go"};
    kernel::Mutex* lock_ = nullptr;
    kernel::Mutex* unlock_ = nullptr;
    u32 limit_ = 0;
    bool leave_ = false;
    kernel::ThreadHandle handle_;
};

} // namespace sim
