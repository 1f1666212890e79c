// SPDX-License-Identifier: MIT
#include "mm/linux_rules.hpp"

#include "lib/atomic.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_pages.hpp"
#include "mm/local_report.hpp"
#include "mm/local_slot.hpp"

namespace mm {

namespace {
constinit lib::Atomic<bool> g_warned = false;
} // namespace

void forget_linux_warning() { g_warned.store(false, lib::MemoryOrder::SeqCst); }

void unmap_as_linux_does(VirtAddr address)
{
    if (!g_warned.exchange(true, lib::MemoryOrder::SeqCst)) lib::warn(bad_unmap_report(address));
    LocalStack& stack = local_stack();
    // If nothing is mapped, Linux stops here too (a BUG_ON). Linux has no compounds, so it has no rule for
    // them.
    if (innermost_mapping(stack, local_window()).count != 1) stop_bad_unmap(address);
    // Elsewhere than in a slot: it returns.
    if (!LocalPlace::of(address).inside()) return;
    track_unmap(MappingKind::Local, local_window().address_of(stack.top() - 1));
    unmap_topmost(stack, local_window(), address.page());
}

} // namespace mm
