// SPDX-License-Identifier: MIT
// Which facts there are.
#include "kernel/start/facts.hpp"

#include "kernel/hw/cycles.hpp"
#include "kernel/log/outcome.hpp"
#include "kernel/thread/cpu.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/local_window.hpp"

namespace kernel {

void print_facts(Memory const& memory)
{
    mm::FrameAllocator const& frames = mm::frames();
    fact("cpus", online_cpus().count());
    fact("lowmem_kib", u64{memory.plan.lowmem_end.raw()} * kPageSize >> 10);
    fact("lowmem_free_kib", u64{frames.low().free_frames()} * kPageSize >> 10);
    fact("highmem_frames", frames.high().added());
    fact("frame_metadata_bytes", frames.metadata_bytes());
    fact("local_window_begin", mm::local_windows().begin.raw());
    fact("local_window_end", mm::local_windows().end.raw());
    fact("boot_cycles", hw::cycles() - hw::cycles_at_start()); // instructions, under QEMU's icount
}

} // namespace kernel
