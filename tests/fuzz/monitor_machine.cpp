// SPDX-License-Identifier: MIT
// 64 KiB of memory: its first pages are the page tables. Everything else answers with its own address, and is
// asked for only as runs/monitor/physical.hpp allows.
#include "tests/fuzz/monitor_machine.hpp"

#include "kernel/hw/image.hpp"
#include "kernel/hw/power.hpp"
#include "kernel/hw/registers.hpp"
#include "kernel/hw/trap.hpp"
#include "kernel/log/console.hpp"
#include "kernel/log/ctrl_c.hpp"
#include "kernel/start/last_run.hpp"
#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"
#include "runs/board/sections.hpp"
#include "runs/common/pager.hpp"
#include "runs/monitor/command.hpp"
#include "runs/monitor/physical.hpp"

#include <array>

namespace {

constexpr u32 kRoot = 0x0000, kDirectory = 0x1000, kTable = 0x2000, kMemory = 0x1'0000;
constexpr u64 kEndOfPhysical = u64{1} << 36;

std::string_view g_typed;

struct Memory {
    alignas(kPageSize) std::array<std::byte, kMemory> bytes{};

    Memory()
    {
        entry(kRoot, 3) = mm::Pte::frame(Pfn::of(PhysAddr{u64{kDirectory}}), mm::Pte::kPresent);
        entry(kDirectory, 0) = large(0);
        entry(kDirectory, 1) = large(1 << 10); // above 4 GiB
        entry(kDirectory, 511) = mm::Pte::frame(Pfn::of(PhysAddr{u64{kTable}}), mm::Pte::kPresent);
        for (u32 index = 1; index < mm::kEntriesPerTable; index += 2) // up to the last page of all
            entry(kTable, index) = mm::Pte::frame(Pfn{0x10'0000 + index}, mm::Pte::kPresent | index % 4,
                                                  index % 8 == 1 ? mm::Pte::kNxHigh : 0);
    }
    static mm::Pte large(u32 number)
    {
        return mm::Pte::frame(Pfn{number * kFramesPerLargePage},
                              mm::Pte::kPresent | mm::Pte::kWrite | mm::Pte::kLarge);
    }
    mm::Pte& entry(u32 table, u32 index) { return reinterpret_cast<mm::Pte*>(&bytes[table])[index]; }
};
Memory g_memory;

void check_addressable(PhysAddr address, std::size_t bytes)
{
    CHECK(address.raw() < kEndOfPhysical);
    CHECK(bytes > 0 && address.page_offset() + bytes <= kPageSize);
}

} // namespace

namespace fuzz {

void type(std::string_view text) { g_typed = text; }

std::optional<char> next_letter()
{
    if (g_typed.empty()) return {};
    char const letter = g_typed.front();
    g_typed.remove_prefix(1);
    return letter;
}

} // namespace fuzz

// The parts of the kernel that are left out.

namespace kernel {

void console_write(std::string_view text) { CHECK(text.find('\0') == std::string_view::npos); }
void console_write_beside_panel(std::string_view text) { console_write(text); }

std::string_view last_log() { return "a line\n"; }
void migrate_disable() {}
void migrate_enable() {}
char const* exception_name(u32) { return "an exception"; }
void board::say_memory_types(MemoryTypes const&) {}

bool ctrl_c_typed() { return fuzz::next_letter() == '\x03'; }

// Nobody reads.
Pager::Pager() : owner_{nullptr}, active_{false}, columns_{80}, state_{25} {}
Pager::~Pager() = default;
bool Pager::admit(std::string_view) { return true; }

namespace monitor {

char Session::wait_for_letter() { return fuzz::next_letter().value_or('n'); }
bool Session::ask(std::string_view question)
{
    CHECK(!question.empty());
    return wait_for_letter() == 'y';
}

Backing backing_of(PhysAddr address)
{
    if (address.raw() >= kEndOfPhysical) return Backing::BeyondCpu;
    return address.raw() < kMemory ? Backing::Ram : Backing::NotRam;
}
std::string_view backing_name(Backing) { return "somewhere"; }
void read_physical(PhysAddr from, std::span<std::byte> into)
{
    check_addressable(from, into.size());
    for (std::byte& byte : into) byte = static_cast<std::byte>(from.raw());
}
void write_physical(PhysAddr to, std::span<std::byte const> from) { check_addressable(to, from.size()); }

// Commands about threads and windows have few arguments, and need the whole kernel.
std::span<Command const> window_commands() { return {}; }
std::span<Command const> thread_commands() { return {}; }
std::span<Command const> lock_commands() { return {}; }
std::span<Command const> run_commands() { return {}; }
std::span<Command const> fault_commands() { return {}; }

} // namespace monitor
} // namespace kernel

constinit mm::FrameAllocator mm::detail::frames;

namespace hw {

PhysAddr page_table_root() noexcept { return PhysAddr{u64{kRoot}}; }
std::byte* lowmem(PhysAddr address) noexcept
{
    CHECK(address.raw() < kMemory);
    return &g_memory.bytes[address.raw()];
}
mm::ImageLayout image_layout() noexcept { return {}; }
void reset_machine() noexcept {}

// What registers say is no concern here, only what is asked of them.
kernel::Answer<u64> read_msr(u32 index)
{
    if (index % 2 == 0) return kernel::RefusedInstruction{kernel::vector::kGeneralProtection};
    return u64{index};
}
kernel::Answer<u64> write_msr(u32, u64 value) { return value; }
kernel::Answer<u32> read_port(u16 port, u32 bytes)
{
    CHECK(bytes == 1 || bytes == 2 || bytes == 4);
    return u32{port};
}
kernel::Answer<u32> write_port(u16, u32 bytes, u32 value)
{
    CHECK(bytes == 4 || value >> 8 * bytes == 0);
    return value;
}
kernel::Answer<std::array<u32, 4>> read_cpuid(u32 leaf, u32) { return std::array<u32, 4>{leaf}; }
void read_memory_types(kernel::MemoryTypes&) {}

// One CPU, which nobody interrupts.
u32 cpu_index() noexcept { return 0; }
bool irq_save() noexcept { return true; }
void irq_restore(bool) {}
bool irqs_on() noexcept { return true; }
void preempt_disable() noexcept {}
void preempt_enable() {}
void pause() noexcept {}

} // namespace hw
