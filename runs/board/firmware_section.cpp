// SPDX-License-Identifier: MIT
// Firmware's tables, and the CPUs and interrupt controllers that they list.
#include "kernel/log/log.hpp"
#include "runs/board/sections.hpp"
#include "runs/common/columns.hpp"

namespace kernel::board {

namespace {

std::string_view state_name(AcpiTable::State state)
{
    switch (state) {
    case AcpiTable::State::Good: return "good";
    case AcpiTable::State::BadLength: return "cannot have that length";
    case AcpiTable::State::BadChecksum: return "has a wrong checksum";
    case AcpiTable::State::Unreadable: break;
    }
    return "cannot be addressed";
}

void say_acpi(AcpiTables const& acpi)
{
    if (acpi.root.empty()) return say("ACPI: none, or none that can be believed");
    say("ACPI: {} at {}, which lists", acpi.root, acpi.base);
    for (AcpiTable const& table : acpi.list)
        say("    {:<4} at {:>12}, {:>8} bytes, {}", table.name, table.base, table.bytes,
            state_name(table.state));
    if (acpi.list.left_out() != 0) say("    and {} more", acpi.list.left_out());
}

std::string_view source_name(CpuList::Source source)
{
    switch (source) {
    case CpuList::Source::Acpi: return "by ACPI's MADT";
    case CpuList::Source::MpTable: return "by the MP table";
    case CpuList::Source::MpDefault: return "by an MP standard configuration";
    case CpuList::Source::None: break;
    }
    return "nowhere";
}

void say_mp_table(CpuList const& list)
{
    if (list.source == CpuList::Source::None) return say("MP table: none, or none that can be believed");
    say("MP table: {}, {} disabled, {}", lib::Counted{list.apic_ids.size(), "usable CPU"}, list.disabled,
        lib::Counted{list.io_apics.size(), "I/O APIC"});
}

void say_ids(std::string_view what, std::span<u8 const> ids)
{
    lib::Text<160> line;
    for (u8 const id : ids) lib::print(line, " {}", id);
    say("  {}{}", what, line);
}

std::string_view polarity_name(u32 flags)
{
    constexpr std::string_view kNames[] = {"", ", active high", "", ", active low"};
    return kNames[flags & 3];
}

std::string_view trigger_name(u32 flags)
{
    constexpr std::string_view kNames[] = {"", ", edge-triggered", "", ", level-triggered"};
    return kNames[flags >> 2 & 3];
}

void say_signal(InterruptOverride const& each)
{
    say("    IRQ {:>2} arrives at input {}{}{}", each.isa_irq, each.gsi, polarity_name(each.flags),
        trigger_name(each.flags));
}

void say_inputs(IoApicInputs const& each)
{
    lib::Text<80> open;
    for (u8 const input : each.open) lib::print(open, "{}{}", open.empty() ? "" : ", ", input);
    say("    The one at {}: version {:#x}, {}; open: {}", each.registers, each.version,
        lib::Counted{each.count, "input"}, open.empty() ? "none" : open.view());
}

void say_strays(StrayInterrupts const& strays)
{
    if (strays.empty()) return say("  No interrupt has come that nobody asked for.");
    say("  Interrupts that nobody asked for:");
    for (StrayInterrupt const& each : strays)
        say("    vector {:#04x}: {}, from {}", each.vector, lib::Counted{each.count, "time"}, each.source);
    if (strays.left_out() != 0) say("    and {} more vectors", strays.left_out());
}

} // namespace

void say_tables(Board const& board)
{
    say("");
    say_acpi(board.acpi);
    say_mp_table(board.mp_table);
    for (auto const& sentence : board.cpus.complaints.view()) say_wrapped(sentence.view());
}

void say_interrupts(Board const& board)
{
    CpuList const& list = board.cpus;
    say("\nCPUs and interrupt controllers, listed {}:", source_name(list.source));
    say_ids("APIC ids of CPUs:", list.apic_ids.view());
    if (list.disabled != 0) say("  {} more are listed as disabled", list.disabled);
    if (board.apics_used)
        say_ids("Running, as CPU 0, 1, ...:", board.running.view());
    else
        say("  No local APIC is in use: one CPU runs, with the 8259s.");
    for (IoApic const& each : list.io_apics)
        say("    I/O APIC {} at {}, inputs from {} on", each.id, each.registers, each.first_gsi);
    for (IoApicInputs const& each : board.io_apics) say_inputs(each);
    for (InterruptOverride const& each : list.overrides) say_signal(each);
    say_strays(board.strays);
}

} // namespace kernel::board
