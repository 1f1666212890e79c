// SPDX-License-Identifier: MIT
// What a board has, as far as that can be found out without drivers: one value that arch/x86_32 fills in
// and the board report prints.
#pragma once

#include "kernel/hw/board_names.hpp"
#include "kernel/hw/caches.hpp"
#include "kernel/hw/cpu_list.hpp"
#include "kernel/hw/machine_check.hpp"
#include "kernel/hw/memory_types.hpp"
#include "kernel/hw/pci.hpp"
#include "kernel/hw/stray_interrupts.hpp"
#include "lib/processor.hpp"

namespace kernel {

/// A table that the ACPI root lists.
struct AcpiTable {
    enum class State : u8 { Good, BadLength, BadChecksum, Unreadable };

    PhysAddr base;
    lib::Text<4> name;
    u32 bytes = 0; ///< as it says
    State state = State::Unreadable;
};

struct AcpiTables {
    std::string_view root; ///< "RSDT", "XSDT", or empty: there is no ACPI
    PhysAddr base;         ///< of the root
    lib::BoundedList<AcpiTable, 48> list;
};

/// An I/O APIC that answers.
struct IoApicInputs {
    PhysAddr registers;
    u8 version = 0;
    u32 count = 0;                ///< of inputs
    lib::BoundedList<u8, 8> open; ///< those that are not masked
};

struct SerialPort {
    u16 base = 0;
    std::string_view kind; ///< a literal: "16550A"
};

struct Clocks {
    u32 pit_hz = 0;             ///< as everybody knows it; 0: it stands still, and nothing was measured
    u32 tsc_khz = 0;            ///< 0: not there, or not measured
    u32 lapic_timer_khz = 0;    ///< 0: not there, or not in use
    bool lapic_guessed = false; ///< the rate above is what it might be
    std::string_view spare;     ///< what measures where the PIT stands still: "HPET"; otherwise empty
    u32 spare_khz = 0;
    std::string_view battery; ///< what is wrong with the battery-backed clock's power; empty: nothing
};

struct Board {
    BoardNames names;
    CacheList caches;
    MemoryTypes memory_types;
    AcpiTables acpi;
    CpuList cpus;                               ///< what the kernel believes, out of one of the tables
    CpuList mp_table;                           ///< what the MP table says by itself
    bool apics_used = false;                    ///< otherwise the two below are empty
    lib::BoundedList<u8, kMaxCpus> running;     ///< the APIC id of each CPU that runs, by its number
    lib::BoundedList<IoApicInputs, 8> io_apics; ///< empty if APICs are not used
    bool pci_present = false;
    PciList pci;
    lib::BoundedList<SerialPort, 4> serial;
    Clocks clocks;
    StrayInterrupts strays; ///< so far
    ErrorReporting reporting;
    CorrectedErrors corrected; ///< so far
};

} // namespace kernel

namespace hw {

/// Fills in `board`, which must be new. Measures for some 50 ms. Threads only.
void survey_board(kernel::Board& board);

} // namespace hw
