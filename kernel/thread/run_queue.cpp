// SPDX-License-Identifier: MIT
#include "kernel/thread/run_queue.hpp"

#include <bit>

namespace kernel {

u32 RunQueue::top() const { return static_cast<u32>(std::bit_width(occupied_)) - 1; }

void RunQueue::note_added(Runnable const& item)
{
    occupied_ |= 1u << level(item.priority);
    ++count_;
}

void RunQueue::push_back(Runnable& item)
{
    ready_[level(item.priority)].push_back(item);
    note_added(item);
}

void RunQueue::push_front(Runnable& item)
{
    ready_[level(item.priority)].push_front(item);
    note_added(item);
}

void RunQueue::remove(Runnable& item)
{
    auto& list = ready_[level(item.priority)];
    list.remove(item);
    if (list.empty()) occupied_ &= ~(1u << level(item.priority));
    --count_;
}

Runnable* RunQueue::after(Runnable& item)
{
    if (Runnable* const equal = ready_[level(item.priority)].next(item)) return equal;
    u32 const less_urgent = occupied_ & ((1u << level(item.priority)) - 1);
    return less_urgent == 0 ? nullptr : ready_[static_cast<u32>(std::bit_width(less_urgent)) - 1].front();
}

} // namespace kernel
