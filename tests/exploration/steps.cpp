// SPDX-License-Identifier: MIT
// What the code under test, and what it calls, do to the explored machine.
#include "tests/exploration/machine.hpp"

#include <utility>

namespace exploration {

namespace {

void settle_plain_store()
{
    if (!explored.plain) return;
    Plain const plain = *explored.plain;
    explored.plain.reset();
    u64 const value = read_memory(plain.address, plain.bytes);
    this_cpu().buffer.push({plain.address, plain.bytes, value, plain.before});
    note_write(plain.address, value, true);
}

void leave_to_driver()
{
    settle_plain_store();
    Cpu& cpu = explored.cpus[explored.now];
    cpu.lowest = static_cast<std::byte*>(__builtin_frame_address(0)) - kBelow;
    cpu.fiber->switch_to(explored.driver);
}

void take_interrupt()
{
    CpuState& cpu = this_cpu();
    explored.interrupt_now = false;
    cpu.irqs_on = 0;
    cpu.interrupted = 0;
    auto const waited_for = std::exchange(cpu.waits, Waits::No);
    cpu.history = mix(cpu.history, 'i');
    explored.setup->interrupt();
    settle_plain_store();
    cpu.history = mix(cpu.history, 'r');
    cpu.waits = waited_for;
    cpu.irqs_on = 1;
}

} // namespace

void drop(CpuState& cpu, VirtRange pages)
{
    for (u32 page = 0; page < kPages; ++page)
        if (pages.contains(explored.setup->entries[page].page)) cpu.tlb.drop(page);
}

void run_program()
{
    point("begin");
    explored.setup->programs[explored.now]();
    for (;;) wait(Waits::Ended, "idle");
}

CpuState& this_cpu() { return explored.world.cpus[explored.now]; }
bool in_a_step() { return explored.in_step; }
u32 cpu_now() { return explored.now; }

Kind kind_of(u64 address)
{
    bool const of_the_world =
        address - reinterpret_cast<std::uintptr_t>(&explored.world) < sizeof explored.world;
    return of_the_world ? Kind::Kept : explored.setup->memory.kind(address);
}

void point(char const* what, u64 address)
{
    for (;;) {
        Cpu& cpu = explored.cpus[explored.now];
        cpu.what = what;
        cpu.address = address;
        leave_to_driver();
        if (!explored.interrupt_now) break;
        take_interrupt();
    }
    // A step that reads and writes nothing leads somewhere else, too.
    this_cpu().history = mix(this_cpu().history, 's');
}

void wait(Waits why, char const* what)
{
    this_cpu().waits = why;
    point(what);
    this_cpu().waits = Waits::No;
}

// A turn that changed nothing has led back to where the turn before began.
void pause_at(u64 site)
{
    settle_plain_store();
    CpuState& cpu = this_cpu();
    if (cpu.pause_site == site && cpu.changed_something == 0) cpu.history = cpu.history_at_pause;
    cpu.history_at_pause = cpu.history;
    cpu.pause_site = site;
    cpu.changed_something = 0;
    wait(Waits::Change, "pause");
    cpu.look_count = 0;
    cpu.looks = {};
}

void drain_all()
{
    settle_plain_store();
    this_cpu().buffer.forget();
}

void note_read(u64 address, u64 value, u64 bytes)
{
    CpuState& cpu = this_cpu();
    cpu.history = mix(cpu.history, value);
    if (cpu.look_count == cpu.looks.size()) { // the latest are those of the loop
        std::move(cpu.looks.begin() + 1, cpu.looks.end(), cpu.looks.begin());
        --cpu.look_count;
    }
    cpu.looks[cpu.look_count++] = {address, value, bytes};
}

void note_write(u64 address, u64 value, bool changes)
{
    CpuState& cpu = this_cpu();
    cpu.history = mix(cpu.history, address ^ value << 1);
    if (changes) cpu.changed_something = 1;
}

void plain_store(u64 address, u64 bytes)
{
    settle_plain_store();
    explored.plain = {address, bytes, read_memory(address, bytes)};
}

void buffered_store(u64 address, u64 bytes, u64 value)
{
    settle_plain_store();
    this_cpu().buffer.push({address, bytes, value, read_memory(address, bytes)});
    write_memory(address, bytes, value);
    note_write(address, value, true);
}

void drop_here(VirtRange pages)
{
    point("invlpg");
    drain_all(); // it serialises
    drop(this_cpu(), pages);
    this_cpu().changed_something = 1;
}

void drop_on(u32 cpus, VirtRange pages)
{
    if ((cpus >> explored.now & 1) != 0) drop_here(pages);
    u32 const others = cpus & ((1u << explored.setup->cpus) - 1) & ~(1u << explored.now);
    CpuState& cpu = this_cpu();
    cpu.changed_something = 1;
    cpu.flush_pages = pages;
    cpu.flush_left = others;
    for (u32 index = 0; index < explored.setup->cpus; ++index)
        if ((others >> index & 1) != 0) explored.world.cpus[index].flush_asked |= 1u << explored.now;
    wait(Waits::Flush, "wait for the flush");
}

bool is_on_a_stack(u64 address)
{
    for (Cpu const& cpu : explored.cpus) {
        auto const begin = reinterpret_cast<std::uintptr_t>(cpu.stack.data());
        if (address - begin < cpu.stack.size()) return true;
    }
    return false;
}

void complain(std::string what)
{
    if (explored.complaint.empty()) explored.complaint = std::move(what);
}

void stop_here(std::string why)
{
    complain(std::move(why));
    for (;;) leave_to_driver();
}

} // namespace exploration
