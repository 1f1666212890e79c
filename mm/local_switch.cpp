// SPDX-License-Identifier: MIT
// The argument why these may come between any two instructions of a mapping call: mm/local_slot.hpp.
#include "mm/local_switch.hpp"

#include "mm/context.hpp"
#include "mm/local_report.hpp"
#include "mm/local_slot.hpp"
#include "mm/machine.hpp"

namespace mm {

void local_sched_out(LocalStack& stack, LocalWindow const& window)
{
    // Every mapping's page, live or not: the topmost may be on its way out, with its entry gone and its
    // translation still in the TLB. An interrupt cannot come between a store here and its flush.
    for (u32 page = 1; page < stack.top(); page += kPagesPerMapping) {
        PteSlot& live = window.entry(page);
        stack.save(page, live);
        retract(live);
        hw::flush_page(window.address_of(page));
    }
}

void local_sched_in(LocalStack const& stack, LocalWindow const& window)
{
    // Empty ones too: the topmost may be on its way in, with its high half stored already.
    for (u32 page = 1; page < stack.top(); page += kPagesPerMapping)
        publish(window.entry(page), stack.saved(page));
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
