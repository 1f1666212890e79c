// SPDX-License-Identifier: MIT
// What sits on the buses, and the clocks.
#include "kernel/log/log.hpp"
#include "runs/board/sections.hpp"

namespace kernel::board {

namespace {

void say_function(PciFunction const& each)
{
    say("    {:02x}:{:02x}.{}  {:04x}:{:04x}  {}", each.address.bus, each.address.device,
        each.address.function, each.vendor, each.device, pci_class_name(each.base_class, each.subclass));
}

void say_rate(std::string_view clock, u32 khz, std::string_view remark)
{
    if (khz == 0)
        say("    {:<18} absent, or not measured", clock);
    else
        say("    {:<18} {:>9} kHz{}", clock, khz, remark);
}

} // namespace

void say_pci(Board const& board)
{
    if (!board.pci_present) return say("\nPCI: none. Nothing answers at its configuration ports.");
    say("\nPCI:");
    for (PciFunction const& each : board.pci) say_function(each);
    if (board.pci.left_out() != 0) say("    and {} more", board.pci.left_out());
    if (board.pci.empty()) say("    Its configuration ports answer, but no device does.");
}

void say_serial(Board const& board)
{
    say("\nSerial ports:");
    for (SerialPort const& port : board.serial) say("    {:#05x}: {}", port.base, port.kind);
    if (board.serial.empty()) say("    none at the four usual addresses");
}

void say_clocks(Clocks const& clocks)
{
    auto const reference = clocks.pit_hz != 0     ? "PIT"
                           : clocks.spare.empty() ? "battery-backed clock"
                                                  : clocks.spare;
    say("\nClocks, measured against the {}{}:", reference,
        clocks.pit_hz == 0 ? " (the PIT stands still)" : "");
    say_rate("PIT", clocks.pit_hz / 1000, ", as on every PC");
    if (!clocks.spare.empty()) say_rate(clocks.spare, clocks.spare_khz, ", as it says itself");
    say_rate("TSC", clocks.tsc_khz, "");
    say_rate("local APIC timer", clocks.lapic_timer_khz,
             clocks.lapic_guessed ? ", which is a guess" : ", the bus clock divided by 16");
}

} // namespace kernel::board
