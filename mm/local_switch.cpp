// SPDX-License-Identifier: MIT
// Why these may run between any two instructions of a mapping call: mm/local_slot.hpp.
#include "mm/local_switch.hpp"

#include "mm/context.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/local_report.hpp"
#include "mm/local_slot.hpp"
#include "mm/machine.hpp"
#include "mm/quarantine.hpp"

namespace mm {

namespace {

/// Whether it is live or not: the topmost page may be on its way out, its entry gone and its translation
/// still in the TLB. No interrupt comes between the store here and the flush.
inline void lay_aside(LocalStack& stack, LocalWindow const& window, u32 page, u32 place)
{
    PteSlot& live = window.entry(page);
    stack.save(place, live);
    retract(live);
    hw::flush_page(window.address_of(page));
}

// With kmap.debug=quarantine, both pages of each slot that is in use are kept, from the top down: the guard
// of a mapping says how many slots were left out below it.

[[gnu::cold, gnu::noinline]] void lay_rested_aside(LocalStack& stack, LocalWindow const& window)
{
    u32 place = 0;
    for (u32 top = stack.top(); top != 0;) {
        u32 const page = top - 1, guard = top - 2;
        top = top_below(window, guard);
        lay_aside(stack, window, page, place++);
        lay_aside(stack, window, guard, place++);
    }
}

[[gnu::cold, gnu::noinline]] void put_rested_back(LocalStack const& stack, LocalWindow const& window)
{
    u32 place = 0;
    for (u32 top = stack.top(); top != 0; top = top_below(window, top - 2)) {
        publish(window.entry(top - 1), stack.saved(place++));
        publish(window.entry(top - 2), stack.saved(place++));
    }
}

} // namespace

// Both look at the odd page of every slot and, if it is in a compound, at the even one above it;
// mm/local_compound.cpp says why that is enough. Flattened: left to itself, GCC makes a call for each slot.

[[gnu::flatten]] void local_sched_out(LocalStack& stack, LocalWindow const& window)
{
    if (slots_left_out()) [[unlikely]]
        return lay_rested_aside(stack, window);
    for (u32 page = 1; page < stack.top(); page += 2) {
        lay_aside(stack, window, page, page);
        if (stack.saved(page).order() != 0) [[unlikely]]
            lay_aside(stack, window, page + 1, page + 1);
    }
}

[[gnu::flatten]] void local_sched_in(LocalStack const& stack, LocalWindow const& window)
{
    if (slots_left_out()) [[unlikely]]
        return put_rested_back(stack, window);
    // Empty entries too: the topmost may be on its way in, its high half already stored.
    for (u32 page = 1; page < stack.top(); page += 2) {
        publish(window.entry(page), stack.saved(page));
        if (stack.saved(page).order() != 0) [[unlikely]]
            publish(window.entry(page + 1), stack.saved(page + 1));
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
