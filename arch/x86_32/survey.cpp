// SPDX-License-Identifier: MIT
// Asks everything on the board what it is, for the report in runs/board.
#include "arch/x86_32/apic/cpu_numbers.hpp"
#include "arch/x86_32/apic/io_apic.hpp"
#include "arch/x86_32/apic/tick_source.hpp"
#include "arch/x86_32/cpu/handed_over.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/window_reader.hpp"
#include "arch/x86_32/decode/acpi_tables.hpp"
#include "arch/x86_32/decode/cmos_memory.hpp"
#include "arch/x86_32/decode/cpu_caches.hpp"
#include "arch/x86_32/decode/firmware_cpus.hpp"
#include "arch/x86_32/decode/memory_types.hpp"
#include "arch/x86_32/decode/mp_table.hpp"
#include "arch/x86_32/decode/smbios.hpp"
#include "arch/x86_32/device/pci_config.hpp"
#include "arch/x86_32/device/pit.hpp"
#include "arch/x86_32/device/rtc.hpp"
#include "arch/x86_32/device/spare_clock.hpp"
#include "arch/x86_32/device/uart.hpp"
#include "kernel/hw/board.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/cycles.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "lib/irq_guard.hpp"

namespace arch {

namespace {

using kernel::Board;

constexpr u16 kSerialBases[] = {0x3F8, 0x2F8, 0x3E8, 0x2E8}; // COM1 to COM4

void survey_firmware(Board& board)
{
    WindowReader reader{hw::cpu_info().phys_bits};
    read_board_names(reader, board.names);
    find_firmware_cpus(reader, handed_over_rsdp(), board.cpus);
    read_mp_table(reader, board.mp_table);
    Complaints said_already; // by find_firmware_cpus()
    auto const root = AcpiRoot::find(reader, handed_over_rsdp(), said_already);
    if (!root) return;
    board.acpi.root = root->name();
    board.acpi.base = root->base();
    for (u32 index = 0; index < root->count(); ++index)
        if (auto const base = root->entry(index)) board.acpi.list.push(look_at_acpi_table(reader, *base));
}

void survey_cpus(Board& board)
{
    board.apics_used = lapic_timer_rate().hz != 0;
    if (!board.apics_used) return;
    survey_io_apics(board.io_apics);
    for (auto cpus = kernel::online_cpus(); !cpus.empty(); cpus.remove(cpus.first()))
        board.running.push(apic_id_of(cpus.first()));
}

void survey_pci(Board& board)
{
    board.pci_present = PortPciConfig::exists();
    PortPciConfig config;
    if (board.pci_present) kernel::list_pci(config, board.pci);
}

void survey_serial(Board& board)
{
    for (u16 const base : kSerialBases)
        if (uart_exists(base)) board.serial.push({base, uart_kind(base)});
}

void survey_clocks(kernel::Clocks& clocks)
{
    kernel::MigrationGuard const one_counter;
    if (pit_runs()) clocks.pit_hz = kPitHz;
    if (auto const* spare = spare_clock()) {
        clocks.spare = spare->name;
        clocks.spare_khz = spare->hz / 1000;
    }
    clocks.tsc_khz = hw::measure_cycles_khz();
    auto const timer = lapic_timer_rate();
    clocks.lapic_timer_khz = timer.hz / 1000;
    clocks.lapic_guessed = timer.guessed;
    lib::IrqGuard const alone; // at the ports of the battery-backed memory
    clocks.battery = cmos_trouble(read_cmos);
}

// Of the other CPUs only what they have counted themselves.
void survey_errors(Board& board)
{
    {
        kernel::MigrationGuard const one_cpu;
        hw::poll_corrected_errors();
    }
    board.reporting = hw::error_reporting();
    board.corrected = hw::corrected_errors();
}

} // namespace
} // namespace arch

namespace hw {

void read_memory_types(kernel::MemoryTypes& types)
{
    arch::read_memory_types(arch::rdmsr, cpu_info(), types);
}

void survey_board(kernel::Board& board)
{
    using namespace arch;
    board.caches = decode_caches(cpuid);
    hw::read_memory_types(board.memory_types);
    survey_firmware(board);
    survey_cpus(board);
    survey_pci(board);
    survey_serial(board);
    survey_clocks(board.clocks);
    board.strays = stray_interrupts();
    survey_errors(board);
}

} // namespace hw
