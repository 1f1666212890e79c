// SPDX-License-Identifier: MIT
// Threads, CPUs, and who called whom.
#include "kernel/fault/backtrace.hpp"
#include "kernel/log/log.hpp"
#include "kernel/log/symbols.hpp"
#include "kernel/thread/cpu.hpp"
#include "kernel/thread/placement.hpp"
#include "kernel/thread/thread_list.hpp"
#include "kernel/thread/wait_queue.hpp"
#include "lib/parse.hpp"
#include "mm/machine.hpp"
#include "runs/monitor/command.hpp"

#include <array>

namespace kernel::monitor {

namespace {

bool runs(Thread const& thread) { return cpu(thread.cpu.get()).current == &thread; }

char const* state_name(Thread const& thread)
{
    if (runs(thread)) return "running";
    switch (thread.state.get()) {
    case ThreadState::Runnable: return "ready";
    case ThreadState::Waiting: return "waiting";
    case ThreadState::Exited: return "exited";
    }
    return "?";
}

void say_thread(Thread const& thread)
{
    WaitQueue const* const queue = thread.waiting_in.load(lib::MemoryOrder::SeqCst);
    say("  {:>4}  {:<23} {:<8} {:>3} {:>8} {:>8}  {}", thread.id, thread.name(), state_name(thread),
        thread.cpu.get(), level(thread.priority.get()), mm::slots_in_use(thread.local),
        queue == nullptr ? "" : queue->name());
}

void threads(Session&, std::string_view)
{
    say("    id  name                    state    CPU priority mappings  waits for");
    for_each_thread([](Thread const& thread) { say_thread(thread); });
}

void cpus(Session&, std::string_view)
{
    say("  CPU  thread                   ready   switches  schedules");
    for (auto cpus = online_cpus(); !cpus.empty(); cpus.remove(cpus.first())) {
        Cpu const& each = cpu(cpus.first());
        say("  {:>3}  {:<23} {:>6} {:>10} {:>10}", each.index, each.current->name(), each.ready.get(),
            each.switches.get(), each.schedules.get());
    }
}

constexpr u32 kMostCalls = 24;
struct Backtrace {
    std::array<VirtAddr, kMostCalls> returns;
    u32 count = 0;
};

void say_backtrace(Backtrace const& trace)
{
    for (VirtAddr const address : std::span{trace.returns}.first(trace.count)) {
        LogLine line{"    "};
        describe_return(line, embedded_symbols(), address);
        say_line(line);
    }
    if (trace.count == 0) say("    nothing: it has not begun yet");
}

VirtAddr own_frame() { return virt_addr_of(__builtin_frame_address(0)); }

void collect(VirtAddr begin, Backtrace& trace)
{
    trace.count = collect_backtrace(hw::page_table_root(), begin, trace.returns);
}

// A thread that runs elsewhere has its frame pointer in a register of that CPU. One that does not cannot
// begin to while its CPU's run queue is locked.
bool take_backtrace_of_other(Thread const& thread, Backtrace& trace)
{
    lib::IrqGuard const irqs_off;
    Cpu& cpu = lock_cpu_of(thread);
    bool const stands_still = cpu.current != &thread;
    if (stands_still) collect(hw::frame_pointer(thread.context), trace);
    cpu.run_queue_lock.unlock();
    return stands_still;
}

bool take_backtrace(Thread const& thread, Backtrace& trace)
{
    if (&thread != &current()) return take_backtrace_of_other(thread, trace);
    collect(own_frame(), trace);
    return true;
}

void backtrace(Session&, std::string_view arguments)
{
    auto const wanted = lib::cut_word(arguments);
    auto const id = lib::parse_number(wanted);
    bool found = false, taken = false;
    Backtrace trace;
    lib::Text<24> name;
    for_each_thread([&](Thread const& thread) {
        if (found || (thread.name() != wanted && thread.id != id)) return;
        found = true;
        name = lib::Text<24>{std::string_view{thread.name()}};
        taken = take_backtrace(thread, trace);
    });
    if (!found)
        return say("bt takes the number or the name of a thread, not \"{}\"; threads lists them.", wanted);
    if (!taken)
        return say("'{}' is running on another CPU at this moment, so nobody can tell where it is.", name);
    say("'{}' was called, the innermost first, by", name);
    say_backtrace(trace);
}

void offer_threads(WordSink& sink)
{
    for_each_thread([&sink](Thread const& thread) { sink.offer(thread.name()); });
}

constexpr Command kThreadCommands[] = {
    {"threads", "", "all threads", threads},
    {"cpus", "", "all CPUs and what they run", cpus},
    {"bt", "THREAD", "who called whom in a thread, by number or name", backtrace, offer_threads},
};

} // namespace

std::span<Command const> thread_commands() { return kThreadCommands; }

} // namespace kernel::monitor
