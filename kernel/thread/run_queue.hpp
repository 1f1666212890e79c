// SPDX-License-Identifier: MIT
// The threads that are ready to run on one CPU: a list for each priority, and a bitmap of the lists that are
// not empty. Every operation takes constant time. Guarded by the CPU's run-queue lock
// (kernel/thread/cpu.hpp).
//
//   occupied_   31 .. 24 .......... 16 ........ 8 ..... 0        the highest bit set is the list to take from
//                     1             1
//   ready_[24]  --> A --> B       ready_[16] --> C               A runs next, then B, then C
#pragma once

#include "kernel/thread/run_queue_lock.hpp"
#include "lib/intrusive_list.hpp"
#include "lib/types.hpp"

#include <array>

namespace kernel {

inline constexpr u32 kPriorities = 32;

/// How urgent something is: larger is more urgent; compare with < and >. Any level 0 .. 31 between the named
/// ones will do, too: Priority{20}.
enum class Priority : u8 { Lowest = 0, Low = 8, Normal = 16, High = 24, Highest = 31 };

[[nodiscard]] constexpr u32 level(Priority priority) { return static_cast<u32>(priority); }

/// What makes something queueable. Its priority may only change while it is not queued.
struct Runnable : lib::ListHook<class RunQueueTag> {
    constexpr explicit Runnable(Priority urgent = Priority::Normal) : priority{urgent} {}

    Published<Priority> priority;

    [[nodiscard]] bool queued() const { return linked(); }
};

class RunQueue {
public:
    [[nodiscard]] bool empty() const { return occupied_ == 0; }
    [[nodiscard]] u32 count() const { return count_; }

    /// Behind its equals: for a thread that has had its turn, or is new.
    void push_back(Runnable& item);
    /// In front of its equals: for one that was interrupted in the middle of its turn.
    /// Proved by: SchedulerTest.ThePreemptedGoesOnBeforeItsEquals, planted/preempted_loses_its_turn.
    void push_front(Runnable& item);
    void remove(Runnable& item);

    /// The one to run next: the first among the most urgent. Null if there is none.
    [[nodiscard]] Runnable* first() { return empty() ? nullptr : ready_[top()].front(); }
    /// The one that comes after `item` in the order in which they would run, or null.
    [[nodiscard]] Runnable* after(Runnable& item);

private:
    [[nodiscard]] u32 top() const;
    void note_added(u32 its_level);

    u32 occupied_ = 0; // bit p: ready_[p] is not empty
    u32 count_ = 0;
    std::array<lib::List<Runnable, RunQueueTag>, kPriorities> ready_;
};

// Inline, because every switch takes a thread out.
inline void RunQueue::remove(Runnable& item)
{
    u32 const its_level = level(item.priority.get());
    auto& list = ready_[its_level];
    list.remove(item);
    if (list.empty()) occupied_ &= ~(1u << its_level);
    --count_;
}

} // namespace kernel
