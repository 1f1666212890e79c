// SPDX-License-Identifier: MIT
// Sentences about memory.
#include "kernel/start/memory_log.hpp"

#include "kernel/log/log.hpp"
#include "mm/frame_allocator.hpp"

namespace kernel {

namespace {

u64 mebibytes(u32 frames) { return u64{frames} * kPageSize >> 20; }

void log_zones(Memory const& memory)
{
    u32 const ram = mm::count_frames(memory.map.ram(), {Pfn{0}, memory.map.ram_end()});
    u32 const low = mm::count_frames(memory.map.ram(), {Pfn{0}, memory.plan.lowmem_end});
    info("memory: {} MiB of RAM up to {}; lowmem {} MiB up to {}, high memory {} MiB", mebibytes(ram),
         memory.map.ram_end().base(), mebibytes(low), memory.plan.lowmem_end.base(), mebibytes(ram - low));
}

void log_dropped(mm::MemoryMap const& map)
{
    for (mm::Dropped const& dropped : map.dropped())
        info("memory: {}..{} is not used: {}", dropped.begin, dropped.end,
             mm::drop_reason_text(dropped.reason));
    if (map.dropped().left_out() > 0)
        info("memory: and {} more pieces are not used", map.dropped().left_out());
}

void log_plan(mm::LowmemPlan const& plan)
{
    if (plan.raised) info("memory: lowmem was raised to what the kernel itself needs");
    if (plan.grown)
        info("memory: the direct map has grown beyond 512 MiB, to leave room beside {} KiB of metadata",
             plan.metadata_bytes() >> 10);
}

} // namespace

void log_memory(Memory const& memory)
{
    log_zones(memory);
    log_plan(memory.plan);
    log_dropped(memory.map);
}

} // namespace kernel
