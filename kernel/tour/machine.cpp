// SPDX-License-Identifier: MIT
// Lesson: what this machine has, and why a window is needed to see all of it.
#include "kernel/machine.hpp"

#include "kernel/cpu_info.hpp"
#include "kernel/memory.hpp"
#include "kernel/tour/lesson.hpp"
#include "mm/protection.hpp"

#include <algorithm>

namespace kernel {

namespace {

u64 kibibytes(FrameRange frames) { return u64{frames.count()} * kPageSize >> 10; }

char const* used(bool truth) { return truth ? "used" : "not here"; }

void say_cpu()
{
    CpuInfo const& cpu = hw::cpu_info();
    mm::EntryFeatures const& features = mm::entry_features();
    say("  CPU: {} {}", cpu.vendor, cpu.name);
    say("  With PAE a page-table entry has 64 bits and a physical address {}. A pointer", cpu.phys_bits);
    say("  still has 32.");
    say("    NX, pages that cannot be executed:    {}", used(features.nx_high != 0));
    say("    PGE, translations common to all:      {}", used(features.global != 0));
    say("    PAT, write-combining for devices:     {}\n", used(features.pat));
}

void say_piece(FrameRange frames, char const* zone)
{
    if (frames.empty()) return;
    say("    {:>11} .. {:>11}  {:>10} KiB  {}", frames.begin.base(), frames.end.base(), kibibytes(frames),
        zone);
}

void say_ram(Memory const& memory)
{
    Pfn const border = memory.plan.lowmem_end;
    say("  RAM, from the firmware's map:");
    for (FrameRange const piece : memory.map.ram()) {
        say_piece({piece.begin, std::min(piece.end, border)}, "lowmem");
        say_piece({std::max(piece.begin, border), piece.end}, "high");
    }
    if (!memory.map.dropped().empty()) say("  Left out of it:");
    for (mm::Dropped const& piece : memory.map.dropped())
        say("    {:>11} .. {:>11}  {}", piece.begin, piece.end, mm::drop_reason_text(piece.reason));
    if (memory.map.dropped().left_out() > 0) say("    and {} pieces more", memory.map.dropped().left_out());
}

} // namespace

bool machine_lesson()
{
    say_cpu();
    say_ram(memory());
    say("\n  Two zones. Lowmem has a fixed address in the kernel, its physical address");
    say("  plus {}. High memory has none: the kernel's 1 GiB of addresses is", mm::layout::kKernelBase);
    say("  too small for it, so each access needs a window, opened for the purpose.");
    return true;
}

} // namespace kernel
