// SPDX-License-Identifier: MIT
// The report's numbers, for programs. A cache that is not there has none.
#include "kernel/log/outcome.hpp"
#include "runs/board/sections.hpp"

namespace kernel::board {

namespace {

std::string_view cache_fact(Cache const& cache)
{
    switch (cache.level) {
    case 1: return cache.kind == Cache::Kind::Instructions ? "board_l1i_kib" : "board_l1d_kib";
    case 2: return "board_l2_kib";
    default: return "board_l3_kib";
    }
}

u64 total(StrayInterrupts const& strays)
{
    u64 sum = 0;
    for (StrayInterrupt const& each : strays) sum += each.count;
    return sum;
}

u64 total(CorrectedErrors const& errors)
{
    u64 sum = 0;
    for (CorrectedError const& each : errors) sum += each.count;
    return sum;
}

} // namespace

void print_facts(Board const& board, CpuInfo const& cpu)
{
    fact("board_cpu_family", cpu.family);
    fact("board_cpu_model", cpu.model);
    fact("board_phys_bits", cpu.phys_bits);
    for (Cache const& cache : board.caches) fact(cache_fact(cache), cache.kib);
    fact("board_acpi_tables", board.acpi.list.size());
    fact("board_cpus_listed", board.cpus.apic_ids.size());
    fact("board_mp_cpus_listed", board.mp_table.apic_ids.size());
    fact("board_io_apics", board.cpus.io_apics.size());
    fact("board_mtrr_ranges", board.memory_types.mtrrs ? board.memory_types.mtrrs->variable.size() : 0);
    fact("board_stray_interrupts", total(board.strays));
    fact("board_error_banks", board.reporting.banks);
    fact("board_corrected_errors", total(board.corrected));
    fact("board_pci_functions", board.pci.size());
    fact("board_serial_ports", board.serial.size());
    fact("board_pit_khz", board.clocks.pit_hz / 1000);
    fact("board_tsc_khz", board.clocks.tsc_khz);
    fact("board_lapic_timer_khz", board.clocks.lapic_timer_khz);
}

} // namespace kernel::board
