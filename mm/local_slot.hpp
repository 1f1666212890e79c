// SPDX-License-Identifier: MIT
// The heart of kmap_local: mapping a page for the running thread, unmapping it, and why both are safe
// whatever happens between any two of their instructions.
//
// There are two designs (mm/window_design.hpp), and these calls serve both. With window=cpu, a CPU's slots
// are to its running thread what registers are: while it runs, the entries in the page tables are all there
// is; when it leaves the CPU, they are saved into it (LocalStack), and when it runs again, they are put back.
// With window=thread, the entries are in a page table of the thread's own, and stay there.
//
// The top says how many pages of the window (LocalWindow) the thread occupies. Three
// stores map, two stores and a flush unmap, in this order and no other:
//
//        kmap_local                                      kunmap_local
//     M1  top += 2           (reserved, pinned)       U1  entry.low = 0
//     M2  entry = new one    (high, then low)         U2  invlpg
//                                                     U3  top -= 2       (reusable, perhaps not pinned)
//
// Interrupt. It borrows this stack, maps from the top that it finds, and puts the top back before it returns
// (LocalIrqScope insists). Before M1 and after U3 our page is not ours, and not in use either. In between,
// the top lies above our page, so the handler uses pages further up and never looks at ours, however far we
// have got with it. If the top were raised after M2, a handler would find our entry live in "its" slot, and
// likewise if it were lowered before U1; if it were lowered before U2, the handler would read our frame
// through our old translation. That the top is read by one instruction and written by another does no harm:
// it is the same again when we continue. A non-maskable interrupt or a fault that maps is no different.
//
// Context switch, window=cpu. local_sched_out() saves, empties and flushes the page of every slot below the
// top, and local_sched_in() puts back what was saved; neither changes the top. Nothing asks whether an entry
// is valid: both halves come back as they were, like the halves of a register pair, so the thread cannot tell
// that it was away:
//     between M1 and M2   the entry comes back empty, and M2 goes on as if nothing had been.
//     in the middle of M2 the high half comes back although the low one is still empty. Left out, it would be
//                         what the last user of the slot wrote there, and our low half would complete a frame
//                         number made of two.
//     between U1 and U2   the entry comes back empty, and U2 flushes once more. But meanwhile another thread
//                         may have used the slot: so local_sched_out() flushes the page of an empty entry as
//                         well, because our translation may still be in the TLB.
//     between U2 and U3   the same, and the flush was not needed.
//
// Context switch, window=thread. It changes which table this CPU walks, and no entry: each half is where the
// thread left it. This CPU flushes every page below the top, live or empty, for the reason just given
// (mm/thread_window.hpp says in which order).
//
// Migration, window=cpu. A thread whose top is above 0 is not migrated, so M1 pins as well as reserves, and
// only after M1 may the CPU's window be looked up. A thread that moves between reading its top (0) and M1 has
// touched no window. U3 is the last thing that is done to one.
//
// Migration, window=thread. It may come anywhere: whatever M1 to U3 read and write is the thread's own. A
// translation is only on the CPU where it was made and the thread still is: U2 flushes there, and the switch
// by which the thread left a CPU has flushed that one.
//
// Other CPUs never use these slots, so nothing is locked, and no TLB but this CPU's holds their translations.
// The hardware's own walker may come at any time: the order of the halves keeps it from seeing half an entry,
// and it never writes to one, since Accessed and Dirty are set from the start.
//
// A compound does the same for many pages at once; what that adds to the argument: mm/local_compound.cpp.
// Proved by: LocalSwitch.InterruptedAtEveryInstruction, LocalSwitch.PreemptedAtEveryInstruction,
// LocalSwitch.PreemptedAtEachInstructionByAThreadThatHoldsTheSameSlot,
// single_step_map_and_unmap_interrupted_by_a_mapping_handler,
// single_step_map_and_unmap_preempted_by_a_thread_with_the_same_slots, planted/slot_taken_too_late,
// planted/slot_given_back_too_early, planted/forgotten_flush, planted/flush_before_clear,
// planted/switch_without_flush, planted/half_entry_not_restored, planted/pinned_thread_migrated.
#pragma once

#include "lib/check.hpp"
#include "mm/context.hpp"
#include "mm/local_report.hpp"
#include "mm/local_stack.hpp"
#include "mm/local_window.hpp"
#include "mm/watched_entry.hpp"

namespace mm {

/// A guard and the page above it.
inline constexpr u32 kPagesPerMapping = 2;

// Inlined wherever they are called: a call and its frame would cost half as much again as the work.

/// Maps `entry` in the next slot of the running thread.
template <Debts debts = Debts::NotKept>
[[nodiscard, gnu::always_inline]] inline VirtAddr map_in_slot(Pte entry)
{
    LocalStack& stack = local_stack();
    u32 const top = stack.top() + kPagesPerMapping;
    if (top > stack.limit()) [[unlikely]]
        stop_too_deep();
    stack.set_top(top); // M1
    LocalWindow const& window = stack.window();
    publish_here<debts>(window.entry(top - 1), window.address_of(top - 1), entry); // M2
    return window.address_of(top - 1); // once more: kept meanwhile, it would cost a register
}

/// Does `address` lie in the topmost page of the running thread, and is that mapped? It is not if the
/// innermost mapping is a compound (mm/local_pages.hpp). With no mapping at all no address lies so far up.
[[nodiscard, gnu::always_inline]] inline bool in_topmost(LocalStack const& stack, LocalWindow const& window,
                                                         VirtAddr address)
{
    u32 const above = window.pages_above_slot_0(address);
    return above == stack.top() - kPagesPerMapping && is_live(window.entry(above + 1));
}

/// Unmaps the topmost page of the running thread, in which `address` lies.
template <Debts debts = Debts::NotKept>
[[gnu::always_inline]] inline void unmap_topmost(LocalStack& stack, LocalWindow const& window,
                                                 VirtAddr address)
{
    u32 const page = stack.top() - 1;
    retract_here<debts>(window.entry(page), address); // U1
    flush_here<debts>(address);                       // U2
    leave_here<debts>(address, PageMove::GiveBack);
    stack.set_top(page + 1 - kPagesPerMapping); // U3
}

} // namespace mm
