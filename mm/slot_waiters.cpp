// SPDX-License-Identifier: MIT
#include "mm/slot_waiters.hpp"

#include "lib/format.hpp"

namespace mm {

void SlotWaiters::print_holders(lib::Sink& sink)
{
    char const* separator = "";
    for (SlotWaiter* waiter = first(); waiter != nullptr; waiter = after(*waiter)) {
        if (waiter->held == 0) continue;
        lib::print(sink, "{}'{}' holds {}", separator, waiter->thread, waiter->held);
        separator = ", ";
    }
}

} // namespace mm
