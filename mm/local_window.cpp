// SPDX-License-Identifier: MIT
// What is asked about windows in both designs.
#include "mm/local_window.hpp"

#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "mm/context.hpp"
#include "mm/cpu_window.hpp"
#include "mm/local_stack.hpp"
#include "mm/page_table.hpp"

namespace mm {

namespace {

u32 pages_per_window() { return windows_of_threads() ? LocalStack::kIrqPages : pages_per_cpu_window(); }

/// Of a CPU, whether it runs or not; of a thread that exists.
LocalWindow window_of(WindowOwner owner)
{
    if (!windows_of_threads()) return window_of_cpu(owner.number());
    LocalStack const* const stack = holder_of(owner).stack;
    return stack != nullptr ? stack->window() : LocalWindow{};
}

} // namespace

WindowOwner this_owner()
{
    return WindowOwner{windows_of_threads() ? local_stack().number() : hw::cpu_index()};
}

lib::Text<40> name_of(WindowOwner owner)
{
    return windows_of_threads() ? lib::formatted<40>("thread '{}'", holder_of(owner).name)
                                : lib::formatted<40>("CPU {}", owner.number());
}

VirtRange local_windows() { return windows_of_threads() ? layout::kThreadWindow : cpu_windows(); }
u32 slots_per_window() { return pages_per_window() / 2; }

LocalPlace LocalPlace::of(VirtAddr address)
{
    VirtRange const windows = local_windows();
    if (!windows.contains(address)) return {Kind::Outside, address.page(), WindowOwner{0}, 0};
    if (windows_of_threads()) {
        LocalStack const* stack = &local_stack();
        if (stack->window().page_of(address) >= pages_per_window()) stack = stranger_at(address).stack;
        if (stack == nullptr) return {Kind::Edge, address.page(), WindowOwner{0}, 0};
        return of_page(WindowOwner{stack->number()}, stack->window().page_of(address));
    }
    u32 const page = (address - windows.begin) / kPageSize;
    WindowOwner const owner{page / pages_per_window()};
    if (owner.number() == WindowOwner::kMost) return {Kind::Edge, address.page(), owner, 0};
    return of_page(owner, page % pages_per_window());
}

LocalPlace LocalPlace::of_page(WindowOwner owner, u32 page)
{
    return {page % 2 == 0 ? Kind::Guard : Kind::Slot, window_of(owner).address_of(page), owner, page};
}

LocalPlace LocalPlace::moved(i32 pages) const
{
    VirtAddr const address{address_.raw() + static_cast<u32>(pages) * kPageSize};
    if (!windows_of_threads() || !has_owner()) return of(address);
    u32 const page = page_ + static_cast<u32>(pages); // far too large if it is below the first
    if (page < pages_per_window()) return of_page(owner_, page);
    return {local_windows().contains(address) ? Kind::Edge : Kind::Outside, address, owner_, 0};
}

Pte LocalPlace::entry() const
{
    if (!has_owner()) return {};
    LocalWindow const window = window_of(owner_);
    return window.exists() ? read_entry(window.entry(page_)) : Pte{};
}

} // namespace mm
