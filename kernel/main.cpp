// SPDX-License-Identifier: MIT
// The table of contents of the boot: one call per line, in the order in which things become possible.
// Before us: boot/entry.asm, boot/boot_main.cpp, arch/x86_32/start.cpp (segments, exception handlers,
// consoles). Each stage shows on a POST card how far we came. Stages with texts of their own are out of line
// (gnu::noinline): main() never returns, and would keep them on the stack for as long as the machine runs.
#include "kernel/main.hpp"

#include "kernel/hw/interrupts.hpp"
#include "kernel/log/outcome.hpp"
#include "kernel/log/stage.hpp"
#include "kernel/run.hpp"
#include "kernel/start/console_setup.hpp"
#include "kernel/start/cpu_info_log.hpp"
#include "kernel/start/facts.hpp"
#include "kernel/start/last_run.hpp"
#include "kernel/start/memory_log.hpp"
#include "kernel/start/start_cpus.hpp"
#include "kernel/start/start_kmap_debug.hpp"

namespace kernel {

void main(BootInfo const& boot)
{
    CommandLine const line = start_console(boot); // what was asked for, and where to print
    reach(Stage::Log);
    RunList const runs = wanted_runs(line.run, line.unknown_words()); // refuses, before anything is changed
    log_cpu(hw::cpu_info());                                          // what this machine can do
    Memory const& memory = start_memory(boot, line); // final page tables; frames and kmap_local from here on
    reach(Stage::Memory);
    if (memory.log_frames) start_log_ring(*memory.log_frames); // how the last run ended
    start_kmap_debug(line.kmap_debug);                         // mapping calls stricter than usual
    log_memory(memory);                                        // what there is, and what was left out
    hw::init_interrupts(!line.no_apic); // who interrupts whom, and how fast the timers run
    reach(Stage::Interrupts);
    start_this_cpu(line.hz); // this is a thread from here on, and preempted
    reach(Stage::Threads);
    start_other_cpus(memory, line.max_cpus); // CPUs that take over threads
    reach(Stage::Cpus);
    print_facts(memory); // facts, for programs
    reach(Stage::Run);
    end(run(runs)); // tour, tests: whatever run= asks for
}

} // namespace kernel
