// SPDX-License-Identifier: MIT
// Mistakes in the mapping code itself: the stack of mappings and the slots fall out of step. Made with the
// stack's own calls, with preemption off so that nobody else is confused by them.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/placement.hpp"
#include "lib/preempt_guard.hpp"
#include "mm/context.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_stack.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/zoo/mistakes.hpp"

namespace kernel::zoo {

// Seen only when the slot is used next; in the test that interrupts every instruction, that is at once.
void index_falls_before_the_entry_is_cleared(Cage& cage)
{
    OwnedFrame const frame, of_the_interrupt;
    lib::PreemptGuard const undisturbed;
    mm::LocalStack& stack = mm::local_stack();
    u32 const below = stack.top();
    static_cast<void>(mm::kmap_local_pfn(frame.pfn()));
    stack.set_top(below); // kunmap_local's last steps in reverse order
    cage.mistake([&] { static_cast<void>(mm::kmap_local_pfn(of_the_interrupt.pfn())); });
    mm::local_release_to(below); // the slot, if the stop has not given it back
}

// The thread moves because its stack says that nothing is mapped, as an index kept by the CPU would.
void thread_moves_with_a_mapping(Cage& cage)
{
    if (mm::windows_of_threads()) return cage.skip("with window=thread a thread may move with its mapping");
    lib::CpuMask const others = online_cpus().without(hw::cpu_index());
    if (others.empty()) return cage.skip("only one CPU runs, so no thread moves");
    OwnedFrame const frame;
    mm::LocalStack& stack = mm::local_stack();
    lib::CpuMask const home = lib::CpuMask::of(hw::cpu_index());
    set_affinity(current(), home);
    u32 const below = stack.top();
    VirtAddr const address = mm::kmap_local_pfn(frame.pfn());
    u32 const above = stack.top();

    stack.set_top(below);
    set_affinity(current(), lib::CpuMask::of(others.first()));
    stack.set_top(above);
    cage.mistake([&] { mm::kunmap_local(address); });

    stack.set_top(below); // back to where the slot is
    set_affinity(current(), home);
    stack.set_top(above);
    mm::kunmap_local(address);
    set_affinity(current(), lib::CpuMask::all());
}

} // namespace kernel::zoo
