// SPDX-License-Identifier: MIT
#include "mm/watched_local.hpp"

#include "lib/irq_guard.hpp"
#include "mm/direct_unmap.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/linux_rules.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_slot.hpp"
#include "mm/quarantine.hpp"

namespace mm {

namespace {

VirtAddr map_in_rested_slot(Pte entry)
{
    lib::IrqGuard const irqs_off;
    LocalStack& stack = local_stack();
    LocalWindow const& window = local_window();
    if (slots_below(window, stack.top()) * kPagesPerMapping >= stack.limit()) stop_too_deep();
    u32 const guard = take_rested(stack, window, kPagesPerMapping);
    VirtAddr const address = window.address_of(guard + 1);
    publish_here<Debts::IfAskedFor>(window.entry(guard + 1), address, entry);
    return address;
}

void unmap_and_rest(LocalStack& stack, VirtAddr address, VirtAddr caller)
{
    lib::IrqGuard const irqs_off;
    LocalWindow const& window = local_window();
    u32 const page = stack.top() - 1;
    begin_rest(LocalPlace::of(address), caller);
    retract_here<Debts::IfAskedFor>(window.entry(page), address);
    flush_here<Debts::IfAskedFor>(address);
    leave_here<Debts::IfAskedFor>(address, PageMove::GiveBack);
    give_rested(stack, window, page - 1);
}

} // namespace

VirtAddr map_watched(Pte entry)
{
    VirtAddr const caller = virt_addr_of(__builtin_return_address(0));
    VirtAddr const address =
        kmap_debug().quarantine ? map_in_rested_slot(entry) : map_in_slot<Debts::IfAskedFor>(entry);
    track_map(MappingKind::Local, address, entry.pfn(), 1, caller);
    return address;
}

void unmap_topmost_watched(LocalStack& stack, VirtAddr caller)
{
    VirtAddr const address = local_window().address_of(stack.top() - 1);
    track_unmap(MappingKind::Local, address);
    if (kmap_debug().quarantine) {
        unmap_and_rest(stack, address, caller);
    } else {
        unmap_topmost<Debts::IfAskedFor>(stack, local_window(), address);
    }
}

void unmap_watched(VirtAddr address)
{
    if (is_direct_unmap(address)) return check_direct_unmap(address);
    LocalStack& stack = local_stack();
    if (in_topmost(stack, local_window(), address) && !below_floor(stack, stack.top() - 1)) {
        unmap_topmost_watched(stack, virt_addr_of(__builtin_return_address(0)));
    } else if (kmap_debug().linux_rules) {
        unmap_as_linux_does(address);
    } else {
        stop_bad_unmap(address);
    }
}

} // namespace mm
