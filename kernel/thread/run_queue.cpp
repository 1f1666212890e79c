// SPDX-License-Identifier: MIT
#include "kernel/thread/run_queue.hpp"

#include <bit>

namespace kernel {

u32 RunQueue::top() const { return static_cast<u32>(std::bit_width(occupied_)) - 1; }

lib::List<Runnable, RunQueueTag>& RunQueue::list_to_add_to(Priority priority)
{
    occupied_ |= 1u << level(priority);
    ++count_;
    return ready_[level(priority)];
}

void RunQueue::push_back(Runnable& item) { list_to_add_to(item.priority.get()).push_back(item); }

void RunQueue::push_front(Runnable& item) { list_to_add_to(item.priority.get()).push_front(item); }

Runnable* RunQueue::after(Runnable& item)
{
    u32 const its_level = level(item.priority.get());
    if (Runnable* const equal = ready_[its_level].next(item)) return equal;
    u32 const less_urgent = occupied_ & ((1u << its_level) - 1);
    return less_urgent == 0 ? nullptr : ready_[static_cast<u32>(std::bit_width(less_urgent)) - 1].front();
}

} // namespace kernel
