// SPDX-License-Identifier: MIT
// The argument why these may come between any two instructions of a mapping call: mm/local_slot.hpp.
#include "mm/local_switch.hpp"

#include "mm/context.hpp"
#include "mm/local_report.hpp"
#include "mm/local_slot.hpp"
#include "mm/machine.hpp"

namespace mm {

namespace {

/// Live or not: the topmost page may be on its way out, with its entry gone and its translation still in the
/// TLB. An interrupt cannot come between the store here and its flush.
inline void lay_aside(LocalStack& stack, LocalWindow const& window, u32 page, u32 place)
{
    PteSlot& live = window.entry(page);
    stack.save(place, live);
    retract(live);
    hw::flush_page(window.address_of(page));
}

} // namespace

// Both look at the odd page of every slot and, if it is in a compound, at the even one above it: why that is
// enough, mm/local_compound.cpp.

// Flattened: left to itself, GCC calls a function for each slot.

[[gnu::flatten]] void local_sched_out(LocalStack& stack, LocalWindow const& window)
{
    stack.for_each_slot([&](u32 page, u32 place) {
        lay_aside(stack, window, page, place);
        if (stack.saved(place).order() != 0) [[unlikely]]
            lay_aside(stack, window, page + 1, place + 1);
    });
}

[[gnu::flatten]] void local_sched_in(LocalStack const& stack, LocalWindow const& window)
{
    // Empty ones too: the topmost may be on its way in, with its high half stored already.
    stack.for_each_slot([&](u32 page, u32 place) {
        publish(window.entry(page), stack.saved(place));
        if (stack.saved(place).order() != 0) [[unlikely]]
            publish(window.entry(page + 1), stack.saved(place + 1));
    });
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
