// SPDX-License-Identifier: MIT
// Why these may run between any two instructions of a mapping call: mm/local_slot.hpp.
#include "mm/local_switch.hpp"

#include "lib/contexts.hpp"
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
/// Proved by: LocalSwitch.EachHeldMappingIsFlushedOncePerSwitchOut, planted/emptied_before_saved,
/// planted/switch_without_flush.
template <Debts debts>
inline void lay_aside(LocalStack& stack, LocalWindow const& window, u32 page, u32 place)
{
    PteSlot& live = window.entry(page);
    stack.save(place, live);
    retract_here<debts>(live, window.address_of(page));
    flush_here<debts>(window.address_of(page));
    leave_here<debts>(window.address_of(page), PageMove::Leave);
}

// Both look at the odd page of every slot and, if it is in a compound, at the even one above it;
// mm/local_compound.cpp says why that is enough. Flattened: left to itself, GCC makes a call for each slot.

template <Debts debts>
[[gnu::flatten, gnu::always_inline]] inline void lay_all_aside(LocalStack& stack, LocalWindow const& window)
{
    for (u32 page = 1; page < stack.top(); page += 2) {
        lay_aside<debts>(stack, window, page, page);
        if (stack.saved(page).order() != 0) [[unlikely]]
            lay_aside<debts>(stack, window, page + 1, page + 1);
    }
}

template <Debts debts>
[[gnu::flatten, gnu::always_inline]] inline void put_all_back(LocalStack const& stack,
                                                              LocalWindow const& window)
{
    auto const put_back = [&](u32 page) {
        publish_here<debts>(window.entry(page), window.address_of(page), stack.saved(page));
    };
    // Empty entries too: the topmost may be on its way in, its high half already stored.
    for (u32 page = 1; page < stack.top(); page += 2) {
        put_back(page);
        if (stack.saved(page).order() != 0) [[unlikely]]
            put_back(page + 1);
    }
}

// With kmap.debug=quarantine, both pages of each slot that is in use are kept, from the top down: the guard
// of a mapping says how many slots were left out below it.

[[gnu::cold, gnu::noinline]] void lay_watched_aside(LocalStack& stack, LocalWindow const& window)
{
    lib::interrupts_off_only("local_sched_out()");
    if (!slots_left_out()) return lay_all_aside<Debts::IfAskedFor>(stack, window);
    u32 place = 0;
    for (u32 top = stack.top(); top != 0;) {
        u32 const page = top - 1, guard = top - 2;
        top = top_below(window, guard);
        lay_aside<Debts::IfAskedFor>(stack, window, page, place++);
        lay_aside<Debts::IfAskedFor>(stack, window, guard, place++);
    }
}

[[gnu::cold, gnu::noinline]] void put_watched_back(LocalStack const& stack, LocalWindow const& window)
{
    lib::interrupts_off_only("local_sched_in()");
    if (!slots_left_out()) return put_all_back<Debts::IfAskedFor>(stack, window);
    u32 place = 0;
    for (u32 top = stack.top(); top != 0; top = top_below(window, top - 2)) {
        for (u32 const page : {top - 1, top - 2})
            publish_here<Debts::IfAskedFor>(window.entry(page), window.address_of(page),
                                            stack.saved(place++));
    }
}

} // namespace

[[gnu::flatten]] void local_sched_out(LocalStack& stack, LocalWindow const& window)
{
    if (switches_watched()) [[unlikely]]
        return lay_watched_aside(stack, window);
    lay_all_aside<Debts::NotKept>(stack, window);
}

[[gnu::flatten]] void local_sched_in(LocalStack const& stack, LocalWindow const& window)
{
    if (switches_watched()) [[unlikely]]
        return put_watched_back(stack, window);
    put_all_back<Debts::NotKept>(stack, window);
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
