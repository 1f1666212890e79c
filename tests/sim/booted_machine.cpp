// SPDX-License-Identifier: MIT
#include "tests/sim/booted_machine.hpp"

#include "lib/check.hpp"
#include "mm/flush_ledger.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace sim {

namespace {

constexpr Pfn kEarlyMapEnd{4096}; // 16 MiB
constexpr std::array<VirtAddr, 3> kGuards{VirtAddr{0xC020'0000}, VirtAddr{0xC020'5000},
                                          VirtAddr{0xC027'E000}};

void set_features(BootOptions const& options)
{
    mm::set_entry_features({.nx_high = options.model.nx ? mm::Pte::kNxHigh : 0,
                            .global = options.pge ? mm::Pte::kGlobal : 0,
                            .pat = true,
                            .phys_bits = options.model.phys_bits});
}

void start_frames(mm::MemoryMap const& map, mm::LowmemPlan const& plan, FrameRange metadata)
{
    // The metadata's memory is bytes until now.
    auto* const first = reinterpret_cast<mm::FrameInfo*>(hw::lowmem(metadata.begin.base()));
    mm::frames().~FrameAllocator(); // of the machine before this one
    new (&mm::frames()) mm::FrameAllocator;
    mm::frames().start(map, plan.lowmem_end, {first, plan.frames_end.raw()});
}

mm::Frame filled(mm::ZoneChoice choice, char value)
{
    auto const frame = mm::frames().alloc_frames(0, choice);
    CHECK(frame.has_value());
    std::fill_n(ram(frame->pfn().base()), kPageSize, static_cast<std::byte>(value));
    return *frame;
}

} // namespace

mm::WindowDesign usual_windows()
{
    char const* const wanted = std::getenv("DORMER_WINDOW");
    return wanted != nullptr && std::string_view{wanted} == "thread" ? mm::WindowDesign::Thread
                                                                     : mm::WindowDesign::Cpu;
}

std::string here(std::string_view words)
{
    constexpr std::string_view kOwner = "of CPU 0";
    std::string text{words};
    if (!mm::windows_of_threads()) return text;
    std::string const owner = "of " + std::string{mm::name_of(mm::this_owner()).view()};
    for (auto at = text.find(kOwner); at != text.npos; at = text.find(kOwner, at + owner.size()))
        text.replace(at, kOwner.size(), owner);
    return text;
}

mm::ImageLayout image_layout()
{
    auto const pages = [](u32 begin, u32 end) { return VirtRange{VirtAddr{begin}, VirtAddr{end}}; };
    return {.text = pages(0xC010'0000, 0xC014'3000),
            .rodata = pages(0xC014'3000, 0xC016'0000),
            .data = pages(0xC016'0000, 0xC028'0000),
            .guards = kGuards};
}

std::vector<mm::FirmwareRange> pc_memory(u64 bytes)
{
    u64 const below = std::min(bytes, 3_GiB);
    std::vector<mm::FirmwareRange> lines{{PhysAddr{0ull}, 0x9'FC00, 1},
                                         {PhysAddr{0x9'FC00ull}, 0x400, 2},
                                         {PhysAddr{0xF'0000ull}, 0x1'0000, 2},
                                         {PhysAddr{1_MiB}, below - 1_MiB - 0x2'0000, 1},
                                         {PhysAddr{below - 0x2'0000}, 0x2'0000, 2},
                                         {PhysAddr{0xFFFC'0000ull}, 0x4'0000, 2}};
    if (bytes > below) lines.push_back({PhysAddr{4_GiB}, bytes - below, 1});
    return lines;
}

std::vector<mm::ReservedRange> kernel_in_use()
{
    return {{PhysAddr{0x10'0000ull}, PhysAddr{0x28'0000ull}, "kernel"}};
}

void BootedMachine::boot(BootOptions const& options)
{
    reset_machine(options.model);
    set_features(options);
    mm::MemoryMap map{pc_memory(options.memory), kernel_in_use(), {.phys_bits = options.model.phys_bits}};
    auto const planned = mm::plan_lowmem(map, image_layout(), options.lowmem);
    CHECK(planned.has_value());
    plan = *planned;
    map.drop_from(plan.frames_end, mm::DropReason::NoMetadata);
    ram_pieces.assign(map.ram().begin(), map.ram().end());

    mm::BootFrames boot_frames{map, std::min(kEarlyMapEnd, plan.lowmem_end)};
    auto const& space = mm::build_kernel_space(map, plan, image_layout(), boot_frames);
    for (u32 cpu = 0; cpu < options.cpus; ++cpu) {
        on_cpu(cpu, [&] { hw::load_page_tables(space.root); });
        if (options.walk_ahead) mmu(cpu).walk_ahead();
    }
    boot_frames.raise_limit(plan.lowmem_end);
    auto const metadata = boot_frames.take(plan.metadata_frames());
    CHECK(metadata.has_value());
    start_frames(map, plan, *metadata);
    mm::choose_windows(options.windows);
    start_threads(options.cpus);
    mm::flush_ledger_leave(lib::CpuMask::all());
    for (u32 cpu = 0; cpu < options.cpus; ++cpu) mm::flush_ledger_join(cpu);
}

mm::Frame BootedMachine::high_frame(char value) { return filled(mm::ZoneChoice::HighFirst, value); }
mm::Frame BootedMachine::low_frame(char value) { return filled(mm::ZoneChoice::LowOnly, value); }

} // namespace sim
