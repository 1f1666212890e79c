// SPDX-License-Identifier: MIT
#include "mm/thread_window.hpp"

#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "lib/contexts.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/local_slot.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"
#include "mm/table_frames.hpp"
#include "mm/watched_entry.hpp"

namespace mm {

namespace {

constinit lib::Atomic<u32> g_windows_made = 0;

// Where a window may begin. The number is prime and the step is more than a window's slots, so neighbours do
// not overlap, and so many threads begin at slots of their own.
constexpr u32 kPlaces = 223, kStep = 37;
static_assert(kPlaces + layout::kLocalDepth <= layout::kThreadWindow.pages() / 2 &&
              kStep > layout::kLocalDepth && kPlaces - kStep > layout::kLocalDepth);

u32 first_page(u32 number) { return number * kStep % kPlaces * 2; }

Pte directory_entry(Pfn table) { return Pte::frame(table, Pte::kPresent | Pte::kWrite | Pte::kAccessed); }

// With kmap.debug=flush, what a thread leaves behind here is owed like what is unmapped: it is gone from this
// CPU as soon as the directory entry is.
[[gnu::cold, gnu::noinline]] void flush_watched_pages(VirtRange pages)
{
    lib::interrupts_off_only("flush_window()");
    if (flushes_watched()) owe_flush(pages, lib::CpuMask::of(hw::cpu_index()));
    for (VirtAddr page = pages.begin; page < pages.end; page = page + kPageSize)
        flush_here<Debts::IfAskedFor>(page);
}

// Out of line: a switch between threads that have nothing mapped is as short as it can be.
[[gnu::flatten, gnu::noinline]] void flush_window(LocalStack const& stack)
{
    VirtRange const pages{stack.window().address_of(0), stack.window().address_of(stack.top())};
    if (switches_watched()) [[unlikely]]
        return flush_watched_pages(pages);
    // Two at a time, the guard of a slot and its page: a compound has pages where others have guards.
    for (VirtAddr guard = pages.begin; guard < pages.end; guard = guard + kPagesPerMapping * kPageSize) {
        hw::flush_page(guard);
        hw::flush_page(guard + kPageSize);
    }
}

} // namespace

bool give_window(LocalStack& stack)
{
    if (!windows_of_threads()) return true;
    auto const table = lowmem_tables().take();
    if (!table) return false;
    u32 const number = g_windows_made.fetch_add(1, lib::MemoryOrder::Relaxed);
    u32 const first = first_page(number);
    stack.own_window({layout::kThreadWindow.begin + first * kPageSize, &table_at(*table)[first]},
                     directory_entry(*table), number);
    return true;
}

void take_back_window(LocalStack& stack)
{
    if (!windows_of_threads()) return;
    CHECK(!stack.in_use());
    lowmem_tables().give(stack.table().pfn());
    stack.own_window({}, {}, stack.number());
}

void exchange_window(LocalStack const& previous, LocalStack const& next, CpuWindow const& cpu)
{
    replace_table(*cpu.directory, next.table());
    hw::flush_page(previous.window().address_of(0)); // any page would do: it is for the directory entry
    if (previous.in_use()) [[unlikely]]
        flush_window(previous);
}

void show_own_window()
{
    if (!windows_of_threads()) return;
    PteSlot& shown = *cpu_window().directory;
    Pte const own = local_stack().table();
    if (read_entry(shown) == own) return;
    replace_table(shown, own);
    hw::flush_all();
}

} // namespace mm
