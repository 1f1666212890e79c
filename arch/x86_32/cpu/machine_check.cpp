// SPDX-License-Identifier: MIT
// Registers: SDM vol. 3B, 15.3. The Pentium has two of its own instead of banks (16.1).
#include "arch/x86_32/cpu/machine_check.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/decode/machine_check.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/machine_check.hpp"
#include "kernel/log/log.hpp"
#include "kernel/thread/cpu.hpp"
#include "lib/atomic.hpp"
#include "lib/irq_guard.hpp"
#include "lib/spin_lock.hpp"

#include <algorithm>
#include <array>

namespace arch {

namespace {

constexpr u32 kCapabilities = 0x179, kGlobalStatus = 0x17A, kGlobalControl = 0x17B;
constexpr u64 kInProgress = 1u << 2;       // of the global status
constexpr u64 kHasGlobalControl = 1u << 8; // of the capabilities; the number of banks is below
constexpr u32 kFirstBank = 0x400;          // control, status, address, misc of each
constexpr u32 kPentiumAddress = 0x00, kPentiumType = 0x01;
constexpr u32 kMostBanks = 32;

enum class Kind : u8 { None, ExceptionOnly, Pentium, Banks };

constexpr u32 kMce = 1u << 7, kMca = 1u << 14; // of CPUID leaf 1, EDX

Kind kind_of(kernel::CpuInfo const& cpu)
{
    if ((cpu.leaf1_edx & kMce) == 0 || !cpu.msr) return Kind::None;
    if ((cpu.leaf1_edx & kMca) != 0) return Kind::Banks;
    return cpu.family == 5 ? Kind::Pentium : Kind::ExceptionOnly;
}

u32 bank_count() { return std::min(static_cast<u32>(rdmsr(kCapabilities) & 0xFF), kMostBanks); }

constexpr u32 control_of(u32 bank) { return kFirstBank + 4 * bank; }
constexpr u32 status_of(u32 bank) { return control_of(bank) + 1; }

// Reading an address or misc register that the status does not name is an error.
kernel::ErrorBank read_bank(u32 bank, u64 status)
{
    kernel::ErrorBank error{hw::cpu_index(), bank, status, {}, {}};
    if ((status & error_status::kHasAddress) != 0) error.address = rdmsr(control_of(bank) + 2);
    if ((status & error_status::kHasMisc) != 0) error.misc = rdmsr(control_of(bank) + 3);
    return error;
}

template <class Take> void for_each_error(Take take)
{
    for (u32 bank = 0; bank < bank_count(); ++bank) {
        u64 const status = rdmsr(status_of(bank));
        if ((status & error_status::kValid) != 0 && take(read_bank(bank, status))) wrmsr(status_of(bank), 0);
    }
}

/// What a CPU was handed over with. CPUs start one after the other, and each says it before it has arrived.
struct LeftBehind {
    kernel::ErrorBanks errors;
    bool in_progress = false;
};
constinit LeftBehind g_left_behind;

void say_old_error(kernel::ErrorBank const& error)
{
    lib::Text<160> words;
    kernel::print_error_status(words, error.status);
    if (error.address) lib::print(words, ", address {:#x}", *error.address);
    kernel::warn("machine check from before this boot: CPU {}, bank {}, {}", error.cpu, error.number, words);
}

// While a machine check is in progress, the next one resets the machine without a word.
void take_what_was_left()
{
    g_left_behind = {};
    for_each_error([](kernel::ErrorBank const& error) {
        g_left_behind.errors.push(error);
        return true;
    });
    g_left_behind.in_progress = (rdmsr(kGlobalStatus) & kInProgress) != 0;
    wrmsr(kGlobalStatus, 0);
}

void enable_banks()
{
    if ((rdmsr(kCapabilities) & kHasGlobalControl) != 0) wrmsr(kGlobalControl, ~u64{0});
    take_what_was_left();
    // On a P6 only firmware may set up bank 0 (15.3.2.1).
    auto const& cpu = hw::cpu_info();
    bool const p6 = cpu.family == 6 && cpu.model < 0x1A;
    for (u32 bank = p6 ? 1 : 0; bank < bank_count(); ++bank) {
        wrmsr(control_of(bank), ~u64{0});
        wrmsr(status_of(bank), 0);
    }
}

// The Pentium keeps the address of the bus cycle that failed, and what kind it was; reading the type frees
// both.
void take_of_pentium(kernel::ErrorBanks& found)
{
    constexpr u64 kLatched = 1;
    u64 const address = rdmsr(kPentiumAddress);
    u64 const type = rdmsr(kPentiumType);
    if ((type & kLatched) == 0) return;
    constexpr u64 kBusOrMemory = 0x0800; // of a code as banks have it: bus, memory, some level
    found.push({.cpu = hw::cpu_index(),
                .number = 0,
                .status = error_status::kValid | error_status::kUncorrected | error_status::kHasAddress |
                          kBusOrMemory,
                .address = address,
                .misc = type});
}

kernel::ErrorBanks take_from_this_cpu()
{
    kernel::ErrorBanks found;
    auto const kind = kind_of(hw::cpu_info());
    if (kind == Kind::Pentium) take_of_pentium(found);
    if (kind != Kind::Banks) return found;
    for_each_error([&](kernel::ErrorBank const& error) {
        found.push(error);
        return true;
    });
    wrmsr(kGlobalStatus, 0); // another one while this says "in progress" would reset the machine
    return found;
}

/// What a CPU has taken in its exception, for the one that will report.
struct Taken {
    lib::Atomic<bool> there = false;
    kernel::ErrorBanks errors; ///< once that is true
};
constinit std::array<Taken, kMaxCpus> g_taken;

bool all_cpus_have_taken()
{
    for (auto cpus = kernel::online_cpus(); !cpus.empty(); cpus.remove(cpus.first()))
        if (!g_taken[cpus.first()].there.load(lib::MemoryOrder::Acquire)) return false;
    return true;
}

// Not every error is told to all CPUs, so this has an end: some 0.4 s on an ISA bus, less on an emulator. It
// counts by nothing that could be broken, or that others use meanwhile.
void wait_for_other_cpus()
{
    constexpr u16 kPostPort = 0x80;
    constexpr u32 kReads = 400'000;
    for (u32 reads = 0; reads < kReads && !all_cpus_have_taken(); ++reads) static_cast<void>(inb(kPostPort));
}

// An address tells most, then a code.
u32 telling(kernel::ErrorBank const& error)
{
    return (error.address ? 2u : 0u) + ((error.status & 0xFFFF) != 0 ? 1u : 0u);
}

kernel::ErrorBanks all_taken()
{
    kernel::ErrorBanks found;
    for (u32 wanted = 4; wanted-- > 0;) {
        for (Taken const& each : g_taken) {
            if (!each.there.load(lib::MemoryOrder::Acquire)) continue;
            for (kernel::ErrorBank const& error : each.errors)
                if (telling(error) == wanted) found.push(error);
        }
    }
    return found;
}

constinit lib::SpinLock g_lock{lib::LockRank::MachineCheck};
constinit std::array<kernel::CorrectedError, kMostBanks> g_corrected GUARDED_BY(g_lock){};

void count_corrected(kernel::ErrorBank const& error)
{
    lib::IrqSpinGuard const guard{g_lock};
    g_corrected[error.number].last = error;
    ++g_corrected[error.number].count;
}

} // namespace

void enable_machine_checks()
{
    auto const kind = kind_of(hw::cpu_info());
    if (kind == Kind::None) return;
    if (kind == Kind::Banks) enable_banks();
    write_cr4(read_cr4() | kCr4MachineCheck);
}

void say_old_machine_checks()
{
    for (kernel::ErrorBank const& error : g_left_behind.errors) say_old_error(error);
    if (g_left_behind.in_progress)
        kernel::warn("CPU {} was left in the middle of a machine check; it is over now", hw::cpu_index());
}

} // namespace arch

namespace hw {

kernel::ErrorReporting error_reporting() noexcept
{
    using arch::Kind;
    auto const kind = arch::kind_of(cpu_info());
    return {.exception = kind != Kind::None, .banks = kind == Kind::Banks ? arch::bank_count() : 0};
}

kernel::ErrorBanks take_errors() noexcept
{
    arch::Taken& mine = arch::g_taken[cpu_index()];
    mine.errors = arch::take_from_this_cpu();
    mine.there.store(true, lib::MemoryOrder::Release);
    arch::wait_for_other_cpus();
    return arch::all_taken();
}

void poll_corrected_errors() noexcept
{
    if (arch::kind_of(cpu_info()) != arch::Kind::Banks) return;
    arch::for_each_error([](kernel::ErrorBank const& error) {
        if (!arch::error_status::corrected(error.status)) return false;
        arch::count_corrected(error);
        return true;
    });
}

kernel::CorrectedErrors corrected_errors() noexcept
{
    kernel::CorrectedErrors found;
    lib::IrqSpinGuard const guard{arch::g_lock};
    for (kernel::CorrectedError const& each : arch::g_corrected)
        if (each.count != 0) found.push(each);
    return found;
}

} // namespace hw
