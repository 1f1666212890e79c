// SPDX-License-Identifier: MIT
#include "kernel/thread/run_queue.hpp"

#include <bit>

namespace kernel {

u32 RunQueue::top() const { return static_cast<u32>(std::bit_width(occupied_)) - 1; }

void RunQueue::note_added(u32 its_level)
{
    occupied_ |= 1u << its_level;
    ++count_;
}

void RunQueue::push_back(Runnable& item)
{
    u32 const its_level = level(item.priority.get());
    ready_[its_level].push_back(item);
    note_added(its_level);
}

void RunQueue::push_front(Runnable& item)
{
    u32 const its_level = level(item.priority.get());
    ready_[its_level].push_front(item);
    note_added(its_level);
}

Runnable* RunQueue::after(Runnable& item)
{
    u32 const its_level = level(item.priority.get());
    if (Runnable* const equal = ready_[its_level].next(item)) return equal;
    u32 const less_urgent = occupied_ & ((1u << its_level) - 1);
    return less_urgent == 0 ? nullptr : ready_[static_cast<u32>(std::bit_width(less_urgent)) - 1].front();
}

} // namespace kernel
