// SPDX-License-Identifier: MIT
// Each step makes the next one possible; mm/kernel_space.hpp says why they come in this order.
#include "kernel/start/memory.hpp"

#include "kernel/hw/consoles.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/current.hpp"
#include "kernel/hw/image.hpp"
#include "kernel/hw/paging.hpp"
#include "kernel/hw/power.hpp"
#include "kernel/log/log.hpp"
#include "kernel/log/outcome.hpp"
#include "kernel/start/last_run.hpp"
#include "kernel/thread/cpu.hpp"
#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/machine.hpp"
#include "mm/protection.hpp"
#include "mm/ram_ranges.hpp"
#include "mm/silent_ram.hpp"
#include "mm/vmap_area.hpp"
#include "mm/window_switch.hpp"

#include <algorithm>

namespace kernel {

namespace {

constinit std::optional<Memory> g_memory;

// Below 64 KiB some firmware writes even after the boot; above 640 KiB there is no RAM.
constexpr FrameRange kSafeFrames{Pfn{0x10}, Pfn{0xA0}};

// Where other CPUs take their first steps, in real mode: taken for good from the unused frames.
std::optional<Pfn> take_start_up_frame(mm::MemoryMap& map)
{
    for (FrameRange const piece : map.unused()) {
        Pfn const first = std::max(piece.begin, kSafeFrames.begin);
        if (first >= std::min(piece.end, kSafeFrames.end)) continue;
        map.reserve({first, first + 1});
        return first;
    }
    return std::nullopt;
}

Memory& read_memory_map(BootInfo const& boot, CommandLine const& line)
{
    mm::MemoryLimits limits;
    limits.phys_bits = hw::cpu_info().phys_bits;
    if (line.mem) limits.mem_limit = PhysAddr{*line.mem};
    Memory& memory = g_memory.emplace(std::span{boot.memory}.first(boot.memory_count),
                                      std::span{boot.reserved}.first(boot.reserved_count), limits);
    mm::drop_silent_ram(memory.map, hw::memory_answers);
    return memory;
}

// The boot loader's count was enough, or boot/ would have refused: mem= or a map full of holes has made it
// less.
[[noreturn]] void refuse_small_machine(mm::MemoryMap const& map)
{
    u64 const frames = mm::count_frames(map.ram(), {Pfn{0}, map.ram_end()});
    say("Of this machine's memory {} KiB can be used: too little for the kernel's own tables.",
        frames * kPageSize >> 10);
    end(hw::Outcome::Refused, "memory");
}

void make_plan(Memory& memory, CommandLine const& line)
{
    auto const plan = mm::plan_lowmem(memory.map, hw::image_layout(), line.lowmem.value_or(0));
    if (!plan) refuse_small_machine(memory.map);
    memory.plan = *plan;
    memory.map.drop_from(plan->frames_end, mm::DropReason::NoMetadata);
    memory.start_up_frame = take_start_up_frame(memory.map);
    memory.log_frames = take_log_frames(memory.map, plan->lowmem_end);
}

void start_frame_allocator(Memory& memory, mm::BootFrames& boot_frames)
{
    boot_frames.raise_limit(memory.plan.lowmem_end);
    auto const room = boot_frames.take(memory.plan.metadata_frames());
    CHECK(room.has_value()); // the plan counted it
    // The frames are zeroed, and all zeros is a FrameInfo.
    auto* const metadata = reinterpret_cast<mm::FrameInfo*>(hw::lowmem(room->begin.base()));
    mm::frames().start(memory.map, memory.plan.lowmem_end, {metadata, memory.plan.frames_end.raw()});
}

void start_shared_windows(Memory const& memory, mm::KernelSpace const& space)
{
    mm::remember_ram(memory.map.ram());
    mm::kmap_pool().start(space.kmap);
    mm::vmap_area().start(space.root, mm::layout::kVmapArea);
}

// The first thread has its window before it maps anything: on a machine that has no frame left for it the
// boot has ended in the plan.
void start_windows(mm::WindowDesign design)
{
    mm::choose_windows(design);
    Cpu& cpu = hw::this_cpu();
    CHECK(mm::give_window(cpu.current->local));
    mm::show_first_window(cpu.window, cpu.current->local, mm::boot_cpu_space(), cpu.index);
}

} // namespace

Memory const& start_memory(BootInfo const& boot, CommandLine const& line)
{
    mm::set_entry_features(hw::enable_entry_features(!line.no_nx));
    Memory& memory = read_memory_map(boot, line);
    make_plan(memory, line);

    // Reached by the early map now and by the direct map afterwards, which on a small machine ends first.
    mm::BootFrames boot_frames{memory.map, std::min(Pfn::of(hw::early_map_end()), memory.plan.lowmem_end)};
    mm::build_kernel_space(memory.map, memory.plan, hw::image_layout(), boot_frames);
    mm::KernelSpace const& space = mm::kernel_space();
    hw::load_page_tables(space.root);
    start_frame_allocator(memory, boot_frames);
    start_shared_windows(memory, space);
    hw::show_screen();

    start_windows(line.window);
    return memory;
}

Memory const& memory() { return *g_memory; }

} // namespace kernel
