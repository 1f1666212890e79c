// SPDX-License-Identifier: MIT
#include "tests/sim/machine.hpp"

#include "kernel/hw/power.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"
#include "tests/sim/single_step.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace sim {

namespace {

constexpr PhysAddr kEarlyBytes{16_MiB};

struct Machine {
    std::array<Mmu, kMaxCpus> mmus;
    bool tables_loaded = false;
    std::mutex log_mutex; // CPUs may run as host threads
    std::vector<Flush> flush_log;
};

Machine g_machine;

void log_flush(std::optional<VirtAddr> page)
{
    std::lock_guard const guard{g_machine.log_mutex};
    g_machine.flush_log.push_back({hw::cpu_index(), page});
}

// The contracts are noexcept, and a kernel that asks for the impossible would be lost: so is the test
// program.
[[noreturn]] void abort_saying(char const* sentence)
{
    std::fprintf(stderr, "simulator: %s\n", sentence);
    std::abort();
}

} // namespace

void reset_machine(CpuModel model)
{
    clear_ram();
    g_machine.mmus.fill(Mmu{model});
    clear_flush_log();
    g_machine.tables_loaded = false;
    reset_cpus();
}

Mmu& mmu(u32 cpu) { return g_machine.mmus.at(cpu); }

void walkers_look_around()
{
    for (Mmu& each : g_machine.mmus) each.look_around();
}

std::vector<Flush> flush_log()
{
    std::lock_guard const guard{g_machine.log_mutex};
    return g_machine.flush_log;
}

void clear_flush_log()
{
    std::lock_guard const guard{g_machine.log_mutex};
    g_machine.flush_log.clear();
}

std::byte load(VirtAddr address)
{
    Uninterrupted const one_instruction;
    return *ram(mmu().translate(address, AccessKind::Read));
}

void store(VirtAddr address, std::byte value)
{
    Uninterrupted const one_instruction;
    *ram(mmu().translate(address, AccessKind::Write)) = value;
}

void fill(VirtAddr begin, u32 count, std::byte value)
{
    for (u32 done = 0; done < count; ++done) store(begin + done, value);
}

} // namespace sim

namespace hw {

void flush_page(VirtAddr page) noexcept
{
    sim::Uninterrupted const one_instruction;
    sim::mmu().flush_page(page);
    sim::log_flush(page);
}

void flush_all() noexcept
{
    sim::Uninterrupted const one_instruction;
    sim::mmu().flush_all();
    sim::log_flush(std::nullopt);
}

void load_page_tables(PhysAddr root) noexcept
{
    sim::mmu().flush_all();
    sim::mmu().load_root(root);
    sim::g_machine.tables_loaded = true;
}

PhysAddr page_table_root() noexcept { return sim::mmu().root(); }

void clear_page(std::byte* page) noexcept(false) { std::fill_n(page, kPageSize, std::byte{0}); }

void copy_page(std::byte* to, std::byte const* from) noexcept(false) { std::copy_n(from, kPageSize, to); }

void copy_bytes(std::byte* to, std::byte const* from, std::size_t bytes) noexcept(false)
{
    std::copy_n(from, bytes, to);
}

std::byte* lowmem(PhysAddr address) noexcept
{
    auto const end = sim::g_machine.tables_loaded ? mm::kernel_space().lowmem_end.base() : sim::kEarlyBytes;
    if (address >= end) sim::abort_saying("hw::lowmem() of an address beyond the direct map");
    return sim::ram(address);
}

std::byte* at(VirtAddr address) noexcept(false)
{
    sim::Uninterrupted const one_instruction;
    return sim::ram(sim::mmu().translate(address, sim::AccessKind::Read));
}

} // namespace hw
