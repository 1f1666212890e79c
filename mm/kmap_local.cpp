// SPDX-License-Identifier: MIT
// Why kmap_local is safe, whatever happens between any two of its instructions.
//
// Each mapping exists twice: as the entry that the thread saved (LocalStack) and as the slot's live entry in
// the page tables (LocalWindow). The top says how many pages of the window the thread occupies. Four stores
// map, three stores and a flush unmap, in this order and no other:
//
//        kmap_local                                kunmap_local
//     M1  top += 2        (reserved, pinned)    U1  saved.low = 0
//     M2  saved = entry   (high, then low)      U2  live.low = 0
//     M3  live = entry    (high, then low)      U3  invlpg
//                                               U4  top -= 2      (reusable, perhaps no longer pinned)
//
// Interrupt. It borrows this stack and maps from the top that it finds, and puts the top back before it
// returns (LocalIrqScope insists). Before M1 and after U4 our page is not ours, and not in use either;
// between, the top lies above our page, so the handler uses pages further up. Were the top lowered before U2,
// a handler would find our entry still live in "its" slot; lowered before U3, it would read our frame through
// our old translation. That the top is read in one instruction and stored in another does no harm: it is the
// same again when we go on.
//
// Context switch. local_sched_out() empties and flushes this thread's slots, and local_sched_in() fills them
// from the saved entries, when the thread runs again; neither changes the top. On both ways the saved entry
// changes first and the live one second, so what the switch restores is just what we were about to store:
//     before M2     nothing is saved, nothing is restored; M3 goes on as if nothing had been.
//     before M3     the slot comes back live, and M3 stores the same value again: publish() allows that.
//     before U2     the slot comes back empty, and U2 and U3 empty and flush it once more.
//     before U3     likewise. Here both copies are empty already while the TLB may still hold the
//     translation,
//                   so sched_out() must flush the topmost page in any case, not only if it finds it live.
// Were it the other way round, a switch between U2 and U1 would bring the live entry back, and nobody would
// ever clear it: the next mapping of that slot would find it in use.
//
// Migration. A thread with a top above 0 is not migrated, so M1 pins as well as reserves, and only after M1
// may the CPU's window be looked up. A thread that moves between reading its top (0) and M1 has touched no
// window.
//
// Other CPUs never use these slots, so nothing is locked, and no TLB but this CPU's holds their translations.
// The hardware's own walker may come at any time: publish() and retract() keep it from seeing half an entry,
// and it never writes to one, since Accessed and Dirty are set from the start.
#include "mm/kmap_local.hpp"

#include "mm/context.hpp"
#include "mm/local_report.hpp"
#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"

namespace mm {

namespace {

/// A guard and the page above it.
constexpr u32 kPagesPerMapping = 2;

VirtAddr map_in_slot(Pte entry)
{
    LocalStack& stack = local_stack();
    u32 const guard = stack.top();
    if (guard + kPagesPerMapping > stack.limit()) [[unlikely]]
        stop_too_deep(stack);
    stack.set_top(guard + kPagesPerMapping); // M1
    u32 const page = guard + 1;
    stack.save(page, entry); // M2
    LocalWindow const& window = local_window();
    publish(window.entry(page), entry); // M3
    return window.address_of(page);
}

/// Precondition: `page` is the topmost one.
void unmap_slot(LocalStack& stack, LocalWindow const& window, u32 page)
{
    stack.forget(page);                         // U1
    retract(window.entry(page));                // U2
    hw::flush_page(window.address_of(page));    // U3
    stack.set_top(page + 1 - kPagesPerMapping); // U4
}

/// Lowmem's permanent mapping takes no slot. One comparison: what lies below the kernel wraps to large
/// numbers.
bool in_direct_map(VirtAddr address) { return address - layout::kKernelBase < layout::kDirectMapMax; }

} // namespace

VirtAddr kmap_local_pfn(Pfn pfn) { return map_in_slot(page_entry(pfn, kReadWrite)); }

VirtAddr kmap_local_pfn(Pfn pfn, Protection protection) { return map_in_slot(page_entry(pfn, protection)); }

VirtAddr kmap_local_page(Frame frame)
{
    if (is_lowmem(frame.pfn())) return lowmem_address(frame.pfn().base());
    return kmap_local_pfn(frame.pfn());
}

VirtAddr kmap_local_page_prot(Frame frame, Protection protection)
{
    if (protection == kReadWrite) return kmap_local_page(frame);
    return kmap_local_pfn(frame.pfn(), protection);
}

void kunmap_local(VirtAddr address)
{
    if (in_direct_map(address)) return;
    LocalStack& stack = local_stack();
    LocalWindow const& window = local_window();
    // With no mapping at all this is ~0u, which is no page of any address: one comparison finds that out too.
    u32 const topmost = stack.top() - 1;
    if (window.page_of(address) != topmost) [[unlikely]]
        stop_bad_unmap(address, stack, window);
    unmap_slot(stack, window, topmost);
}

u32 local_mark() { return local_stack().top(); }

void local_release_to(u32 mark)
{
    LocalStack& stack = local_stack();
    while (stack.top() > mark) unmap_slot(stack, local_window(), stack.top() - 1);
}

} // namespace mm
