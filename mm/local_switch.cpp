// SPDX-License-Identifier: MIT
// The argument why these may come between any two instructions of a mapping call: mm/kmap_local.cpp.
#include "mm/local_switch.hpp"

#include "mm/context.hpp"
#include "mm/local_report.hpp"
#include "mm/machine.hpp"

namespace mm {

void local_sched_out(LocalStack const& stack, LocalWindow const& window)
{
    // Every mapping's page, live or not: the topmost may be on its way out, with its entry gone and its
    // translation still in the TLB. An interrupt cannot come between a store here and its flush.
    for (u32 page = 1; page < stack.top(); page += 2) {
        retract(window.entry(page));
        hw::flush_page(window.address_of(page));
    }
}

void local_sched_in(LocalStack const& stack, LocalWindow const& window)
{
    // The topmost may be on its way in or out: not saved yet, or not any more.
    for (u32 page = 1; page < stack.top(); page += 2) {
        Pte const entry = stack.saved(page);
        if (entry.present()) publish(window.entry(page), entry);
    }
}

LocalIrqScope::LocalIrqScope()
    : stack_{local_stack()}, top_{stack_.top()}, limit_{stack_.limit()}, floor_{stack_.floor()}
{
    stack_.enter_interrupt();
}

LocalIrqScope::~LocalIrqScope() noexcept(false)
{
    if (stack_.top() != top_) [[unlikely]]
        stop_left_behind(stack_, top_);
    stack_.leave_interrupt(limit_, floor_);
}

} // namespace mm
