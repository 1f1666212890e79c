// SPDX-License-Identifier: MIT
#include "tests/exploration/steps.hpp"

#include "tests/smp/fiber.hpp"

#include <cstdlib>
#include <memory>

namespace exploration {

namespace {

constexpr std::size_t kStackBytes = 64 * 1024;
constexpr std::size_t kBelow = 1024; // of a stack: what switching away puts below the frame that does it

struct Plain {
    u64 address = 0, bytes = 0, before = 0;
};

struct Cpu {
    alignas(16) std::array<std::byte, kStackBytes> stack{};
    std::unique_ptr<sim::Fiber> fiber;
    std::byte* lowest = nullptr; ///< of its stack: in use from here on
    char const* what = "begin";
    u64 address = 0;
};

struct Machine {
    World world;
    Setup* setup = nullptr;
    std::array<Cpu, kCpus> cpus;
    sim::Fiber driver;
    u32 now = 0;
    bool in_step = false;
    bool interrupt_now = false;
    std::optional<Plain> plain; ///< a store that is being made
    std::string complaint;
};

Machine g;

void settle_plain_store()
{
    if (!g.plain) return;
    Plain const plain = *g.plain;
    g.plain.reset();
    u64 const value = read_memory(plain.address, plain.bytes);
    this_cpu().buffer.push({plain.address, plain.bytes, value, plain.before});
    note_write(plain.address, value, true);
}

void leave_to_driver()
{
    settle_plain_store();
    Cpu& cpu = g.cpus[g.now];
    cpu.lowest = static_cast<std::byte*>(__builtin_frame_address(0)) - kBelow;
    cpu.fiber->switch_to(g.driver);
}

void take_interrupt()
{
    CpuState& cpu = this_cpu();
    g.interrupt_now = false;
    cpu.irqs_on = 0;
    cpu.interrupted = 0;
    auto const waited_for = std::exchange(cpu.waits, Waits::No);
    cpu.history = mix(cpu.history, 'i');
    g.setup->interrupt();
    settle_plain_store();
    cpu.history = mix(cpu.history, 'r');
    cpu.waits = waited_for;
    cpu.irqs_on = 1;
}

[[noreturn]] void run_program()
{
    point("begin");
    g.setup->programs[g.now]();
    for (;;) wait(Waits::Ended, "idle");
}

bool sees_a_change(CpuState const& cpu)
{
    for (u32 index = 0; index < cpu.look_count; ++index) {
        Look const& look = cpu.looks[index];
        if (cpu.buffer.read(look.address, look.bytes) != look.value) return true;
    }
    return false;
}

bool can_step(CpuState const& cpu)
{
    switch (cpu.waits) {
    case Waits::No: return true;
    case Waits::Change: return sees_a_change(cpu);
    case Waits::Permit: return cpu.permits != 0;
    case Waits::Flush: return cpu.flush_left == 0;
    case Waits::Ended: return false;
    }
    return false;
}

void run(u32 index)
{
    g.now = index;
    this_cpu().buffer.apply();
    g.in_step = true;
    g.driver.switch_to(*g.cpus[index].fiber);
    g.in_step = false;
    this_cpu().buffer.undo();
}

void drop(CpuState& cpu, VirtRange pages)
{
    for (u32 page = 0; page < kPages; ++page)
        if (pages.contains(g.setup->entries[page].page)) cpu.tlb.drop(page);
}

void drop_for_others(u32 index)
{
    CpuState& cpu = g.world.cpus[index];
    for (u32 other = 0; other < g.setup->cpus; ++other) {
        if ((cpu.flush_asked >> other & 1) == 0) continue;
        CpuState& asking = g.world.cpus[other];
        drop(cpu, asking.flush_pages);
        asking.flush_left &= ~(1u << index);
    }
    cpu.flush_asked = 0;
}

// All walkers come by. They see what is visible, and each also what its own CPU has stored.
void walkers_come()
{
    for (u32 page = 0; page < kPages; ++page) {
        if (g.setup->entries[page].address == 0) continue;
        for (u32 index = 0; index < g.setup->cpus; ++index) {
            Tlb& tlb = g.world.cpus[index].tlb;
            tlb.may_find(page, read_memory(g.setup->entries[page].address, sizeof(u64)));
            tlb.may_find(page, entry_seen_by(index, page));
        }
    }
}

} // namespace

World& world() { return g.world; }
CpuState& this_cpu() { return g.world.cpus[g.now]; }
bool in_a_step() { return g.in_step; }
u32 cpu_now() { return g.now; }
std::string const& complaint() { return g.complaint; }

Kind kind_of(u64 address)
{
    bool const of_the_world = address - reinterpret_cast<std::uintptr_t>(&g.world) < sizeof g.world;
    return of_the_world ? Kind::Kept : g.setup->memory.kind(address);
}

void start(Setup& setup)
{
    g.world = {};
    g.setup = &setup;
    g.complaint.clear();
    for (u32 index = 0; index < setup.cpus; ++index) {
        Cpu& cpu = g.cpus[index];
        cpu.fiber = std::make_unique<sim::Fiber>(cpu.stack, &run_program);
        run(index);
    }
    walkers_come();
}

std::vector<Action> able()
{
    std::vector<Action> actions;
    for (u32 index = 0; index < g.setup->cpus; ++index) {
        CpuState const& cpu = g.world.cpus[index];
        if (can_step(cpu)) actions.push_back({Event::Step, index});
        if (!cpu.buffer.empty()) actions.push_back({Event::Drain, index});
        if (cpu.interrupted != 0 && cpu.irqs_on != 0) actions.push_back({Event::Interrupt, index});
        if (cpu.flush_asked != 0) actions.push_back({Event::Drop, index});
    }
    return actions;
}

void happen(Action action)
{
    switch (action.event) {
    case Event::Drain: static_cast<void>(g.world.cpus[action.cpu].buffer.pop()); break;
    case Event::Drop: drop_for_others(action.cpu); break;
    case Event::Interrupt: g.interrupt_now = true; [[fallthrough]];
    case Event::Step: run(action.cpu); break;
    }
    walkers_come();
}

bool can_go_on(u32 cpu) { return can_step(g.world.cpus[cpu]); }

bool all_ended()
{
    for (u32 index = 0; index < g.setup->cpus; ++index)
        if (g.world.cpus[index].waits != Waits::Ended) return false;
    return true;
}

std::string doing(u32 cpu)
{
    Cpu const& it = g.cpus[cpu];
    return it.what + (it.address == 0 ? "" : " " + g.setup->memory.name(it.address));
}

u64 state_hash() { return hash_bytes(bytes_of(g.world), g.setup->memory.hash()); }

void save_state(std::vector<std::byte>& to)
{
    to.clear();
    append(to, bytes_of(g.world));
    g.setup->memory.save(to);
    for (u32 index = 0; index < g.setup->cpus; ++index) {
        Cpu& cpu = g.cpus[index];
        append(to, bytes_of(cpu.lowest));
        append(to, bytes_of(cpu.what));
        append(to, bytes_of(cpu.address));
        append(to, bytes_of(*cpu.fiber));
        append(to, {cpu.lowest, cpu.stack.data() + cpu.stack.size()});
    }
}

void restore_state(std::span<std::byte const> from)
{
    from = take(from, bytes_of(g.world));
    from = g.setup->memory.restore(from);
    for (u32 index = 0; index < g.setup->cpus; ++index) {
        Cpu& cpu = g.cpus[index];
        from = take(from, bytes_of(cpu.lowest));
        from = take(from, bytes_of(cpu.what));
        from = take(from, bytes_of(cpu.address));
        from = take(from, bytes_of(*cpu.fiber));
        from = take(from, {cpu.lowest, cpu.stack.data() + cpu.stack.size()});
    }
    g.complaint.clear();
}

void point(char const* what, u64 address)
{
    for (;;) {
        Cpu& cpu = g.cpus[g.now];
        cpu.what = what;
        cpu.address = address;
        leave_to_driver();
        if (!g.interrupt_now) break;
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
    g.plain = {address, bytes, read_memory(address, bytes)};
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
    if ((cpus >> g.now & 1) != 0) drop_here(pages);
    u32 const others = cpus & ((1u << g.setup->cpus) - 1) & ~(1u << g.now);
    CpuState& cpu = this_cpu();
    cpu.changed_something = 1;
    cpu.flush_pages = pages;
    cpu.flush_left = others;
    for (u32 index = 0; index < g.setup->cpus; ++index)
        if ((others >> index & 1) != 0) g.world.cpus[index].flush_asked |= 1u << g.now;
    wait(Waits::Flush, "wait for the flush");
}

bool is_on_a_stack(u64 address)
{
    for (Cpu const& cpu : g.cpus) {
        auto const begin = reinterpret_cast<std::uintptr_t>(cpu.stack.data());
        if (address - begin < cpu.stack.size()) return true;
    }
    return false;
}

void complain(std::string what)
{
    if (g.complaint.empty()) g.complaint = std::move(what);
}

void stop_here(std::string why)
{
    complain(std::move(why));
    for (;;) leave_to_driver();
}

Tlb::MayBe const& may_use(u32 cpu, u32 page) { return g.world.cpus[cpu].tlb.of(page); }

u64 entry_seen_by(u32 cpu, u32 page)
{
    return g.world.cpus[cpu].buffer.read(g.setup->entries[page].address, sizeof(u64));
}

} // namespace exploration
