// SPDX-License-Identifier: MIT
// Lesson: what this machine has, and why a window is needed to see all of it.
#include "kernel/hw/cpu_info.hpp"
#include "kernel/start/memory_log.hpp"
#include "mm/protection.hpp"
#include "runs/tour/lesson.hpp"

namespace kernel {

namespace {

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
    say("    PAT, caching chosen page by page:     {}", used(features.pat));
    say("  (PAT is the page attribute table. With it, writes to a screen's memory are");
    say("  combined, which makes them fast, while RAM stays cached as ever.)\n");
}

LessonEnd show_machine()
{
    say_cpu();
    say("  RAM, from the firmware's map:");
    say_ram(memory());
    say("\n  Two zones. Lowmem has a fixed address in the kernel, its physical address");
    say("  plus {}. High memory has none: the kernel's 1 GiB of addresses is", mm::layout::kKernelBase);
    say("  too small for it, so each access needs a window, opened for the purpose.");
    return LessonEnd::Shown;
}

} // namespace

constinit Lesson const g_machine_lesson{
    .title = "the machine",
    .file = "runs/tour/machine_lesson.cpp",
    .question = "What has this machine got, and how much of it can a 32-bit pointer reach?",
    .show = show_machine,
    .shown = "there is more memory than addresses. Lowmem is always in view; high memory is seen "
             "through windows.",
    .to_type = "board",
    .to_observe = "lists all that was found; mem, how the memory is divided.",
};

} // namespace kernel
