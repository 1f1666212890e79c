// SPDX-License-Identifier: MIT
// What the explorer asks for: which steps there are, that one is made, and the state before it again.
#include "tests/exploration/machine.hpp"

namespace exploration {

Machine explored;

namespace {

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
    explored.now = index;
    this_cpu().buffer.apply();
    explored.in_step = true;
    explored.driver.switch_to(*explored.cpus[index].fiber);
    explored.in_step = false;
    this_cpu().buffer.undo();
}

void drop_for_others(u32 index)
{
    CpuState& cpu = explored.world.cpus[index];
    for (u32 other = 0; other < explored.setup->cpus; ++other) {
        if ((cpu.flush_asked >> other & 1) == 0) continue;
        CpuState& asking = explored.world.cpus[other];
        drop(cpu, asking.flush_pages);
        asking.flush_left &= ~(1u << index);
    }
    cpu.flush_asked = 0;
}

// All walkers come by. They see what is visible, and each also what its own CPU has stored.
void walkers_come()
{
    for (u32 page = 0; page < kPages; ++page) {
        if (explored.setup->entries[page].address == 0) continue;
        for (u32 index = 0; index < explored.setup->cpus; ++index) {
            Tlb& tlb = explored.world.cpus[index].tlb;
            tlb.may_find(page, read_memory(explored.setup->entries[page].address, sizeof(u64)));
            tlb.may_find(page, entry_seen_by(index, page));
        }
    }
}

} // namespace

World& world() { return explored.world; }
std::string const& complaint() { return explored.complaint; }

void start(Setup& setup)
{
    explored.world = {};
    explored.setup = &setup;
    explored.complaint.clear();
    for (u32 index = 0; index < setup.cpus; ++index) {
        Cpu& cpu = explored.cpus[index];
        cpu.fiber = std::make_unique<sim::Fiber>(cpu.stack, &run_program);
        run(index);
    }
    walkers_come();
}

std::vector<Action> able()
{
    std::vector<Action> actions;
    for (u32 index = 0; index < explored.setup->cpus; ++index) {
        CpuState const& cpu = explored.world.cpus[index];
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
    case Event::Drain: static_cast<void>(explored.world.cpus[action.cpu].buffer.pop()); break;
    case Event::Drop: drop_for_others(action.cpu); break;
    case Event::Interrupt: explored.interrupt_now = true; [[fallthrough]];
    case Event::Step: run(action.cpu); break;
    }
    walkers_come();
}

bool can_go_on(u32 cpu) { return can_step(explored.world.cpus[cpu]); }

bool all_ended()
{
    for (u32 index = 0; index < explored.setup->cpus; ++index)
        if (explored.world.cpus[index].waits != Waits::Ended) return false;
    return true;
}

std::string doing(u32 cpu)
{
    Cpu const& it = explored.cpus[cpu];
    return it.what + (it.address == 0 ? "" : " " + explored.setup->memory.name(it.address));
}

u64 state_hash()
{
    auto const cpus = std::span{explored.world.cpus}.first(explored.setup->cpus);
    return hash_bytes(std::as_bytes(cpus), explored.setup->memory.hash());
}

void save_state(std::vector<std::byte>& to)
{
    to.clear();
    append(to, bytes_of(explored.world));
    explored.setup->memory.save(to);
    for (u32 index = 0; index < explored.setup->cpus; ++index) {
        Cpu& cpu = explored.cpus[index];
        append(to, bytes_of(cpu.lowest));
        append(to, bytes_of(cpu.what));
        append(to, bytes_of(cpu.address));
        append(to, bytes_of(*cpu.fiber));
        append(to, {cpu.lowest, cpu.stack.data() + cpu.stack.size()});
    }
}

void restore_state(std::span<std::byte const> from)
{
    from = take(from, bytes_of(explored.world));
    from = explored.setup->memory.restore(from);
    for (u32 index = 0; index < explored.setup->cpus; ++index) {
        Cpu& cpu = explored.cpus[index];
        from = take(from, bytes_of(cpu.lowest));
        from = take(from, bytes_of(cpu.what));
        from = take(from, bytes_of(cpu.address));
        from = take(from, bytes_of(*cpu.fiber));
        from = take(from, {cpu.lowest, cpu.stack.data() + cpu.stack.size()});
    }
    explored.complaint.clear();
}

Tlb::MayBe const& may_use(u32 cpu, u32 page) { return explored.world.cpus[cpu].tlb.of(page); }

u64 entry_seen_by(u32 cpu, u32 page)
{
    return explored.world.cpus[cpu].buffer.read(explored.setup->entries[page].address, sizeof(u64));
}

} // namespace exploration
