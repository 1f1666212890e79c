// SPDX-License-Identifier: MIT
// Printing a panic. Everything here assumes that the rest of the kernel may be broken: it takes no locks
// and never waits, and if the panic itself faults, a short second one follows, then silence.
#include "kernel/fault/panic.hpp"

#include "kernel/fault/backtrace.hpp"
#include "kernel/fault/evidence.hpp"
#include "kernel/fault/last_words.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/current.hpp"
#include "kernel/hw/power.hpp"
#include "kernel/log/console.hpp"
#include "kernel/log/describe.hpp"
#include "kernel/log/last_cpu.hpp"
#include "kernel/log/outcome.hpp"
#include "kernel/log/symbols.hpp"
#include "kernel/thread/cpu.hpp"
#include "lib/atomic.hpp"
#include "lib/format.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/live_mappings.hpp"
#include "mm/machine.hpp"

#include <array>

namespace kernel {

namespace {

constinit lib::Atomic<u32> g_depth = 0; // panics within the panic; only the last CPU counts

// A screen has 25 lines, and nobody can scroll back: it gets what matters most, below the last lines of the
// log that came before. A serial line gets everything.
u32 calls_on_screen(lib::Report const& report) { return report.picture.empty() ? 4 : 2; }

class DetailSink final : public lib::Sink {
public:
    void write(std::string_view text) override { console_write_except("vga", text); }
};

void print_registers(lib::Sink& out, TrapFrame const& frame)
{
    lib::print(out, "eax {:08x}  ebx {:08x}  ecx {:08x}  edx {:08x}\n", frame.eax, frame.ebx, frame.ecx,
               frame.edx);
    lib::print(out, "esi {:08x}  edi {:08x}  ebp {:08x}  esp {:08x}\n", frame.esi, frame.edi, frame.ebp,
               frame.esp);
    lib::print(out, "eip {:08x}  eflags {:08x}  vector {}  error {:#x}\n", frame.eip, frame.eflags,
               frame.vector, frame.error);
}

void print_walk(lib::Sink& out, VirtAddr address)
{
    PhysAddr const root = hw::page_table_root();
    lib::print(out, "page-table walk of {} from {}:\n", address, root);
    describe_walk(out, mm::walk(root, address), address);
}

void print_backtrace(lib::Report const& report, TrapFrame const* frame, VirtAddr here)
{
    ConsoleSink out;
    DetailSink details;
    VirtAddr const begin = frame != nullptr ? VirtAddr{frame->ebp} : here;
    std::array<VirtAddr, 32> returns;
    u32 const count = collect_backtrace(hw::page_table_root(), begin, returns);

    out.write("backtrace:\n");
    if (frame != nullptr) {
        out.write("  ");
        describe_code(out, embedded_symbols(), VirtAddr{frame->eip});
        out.write("\n");
    }
    for (u32 call = 0; call < count; ++call) {
        lib::Sink& sink = call < calls_on_screen(report) ? static_cast<lib::Sink&>(out) : details;
        sink.write("  ");
        describe_return(sink, embedded_symbols(), returns[call]);
        sink.write("\n");
    }
}

void print_state(lib::Report const& report, TrapFrame const* frame, VirtAddr here)
{
    ConsoleSink out;
    DetailSink details;
    PhysAddr const root = hw::page_table_root();
    // A picture takes the room on a screen, and says more.
    lib::Sink& state = report.picture.empty() ? static_cast<lib::Sink&>(out) : details;
    if (frame != nullptr) {
        print_registers(state, *frame);
        print_code(state, root, VirtAddr{frame->eip});
    }
    VirtAddr const stack = frame != nullptr ? VirtAddr{frame->esp} : here;
    print_stack(state, root, stack, 1);
    print_stack(details, root, stack + kStackWordsALine * sizeof(u32), 3);
    auto const control = hw::control_registers();
    lib::print(details, "cr0 {:08x}  cr2 {:08x}  cr3 {:08x}  cr4 {:08x}\n", control.cr0, control.cr2,
               control.cr3, control.cr4);
    if (frame != nullptr && frame->vector == vector::kPageFault) print_walk(details, VirtAddr{frame->cr2});
}

void print_everything(lib::Report const& report, TrapFrame const* frame)
{
    // The frame pointer of this very function, as a number: no other place needs its own.
    VirtAddr const here{static_cast<u32>(reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)))};
    ConsoleSink out;
    lib::print(out, "\ndormer: PANIC on CPU {} in thread {}: {}\n{}\n", hw::cpu_index(),
               hw::current_thread().name(), lib::report_name(report.kind), report.headline);
    out.write("\n");
    if (!report.picture.empty()) lib::print(out, "{}\n", report.picture);
    lib::print(out, "what to look at: {}\n\n", lib::report_advice(report.kind));
    if (mm::kmap_debug().track) {
        DetailSink details;
        details.write("live mappings:\n");
        mm::print_live_mappings(details);
    }
    print_state(report, frame, here);
    print_backtrace(report, frame, here);
    print_last_words(out);
}

} // namespace

void panic(lib::Report const& report, TrapFrame const* frame)
{
    auto const still_running = become_last_cpu();
    u32 const depth = g_depth.fetch_add(1, lib::MemoryOrder::SeqCst);
    if (depth > 1) {
        hw::power_off(hw::Outcome::Panic);
        hw::halt();
    }

    ConsoleSink out;
    for (auto cpus = still_running; !cpus.empty(); cpus.remove(cpus.first()))
        lib::print(out, "dormer: CPU {} could not be stopped\n", cpus.first());
    if (depth == 0) print_everything(report, frame);
    auto const reason = lib::formatted<256>(
        "{}{}: {}", depth == 0 ? "" : "while panicking: ", lib::report_name(report.kind), report.headline);
    end(hw::Outcome::Panic, reason.view());
}

} // namespace kernel
