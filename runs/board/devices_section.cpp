// SPDX-License-Identifier: MIT
// What sits on the buses, and the clocks.
#include "kernel/log/log.hpp"
#include "runs/board/sections.hpp"

namespace kernel::board {

namespace {

std::string_view kind_name(PciWindow::Kind kind)
{
    switch (kind) {
    case PciWindow::Kind::Ports: return "ports";
    case PciWindow::Kind::Memory: return "memory";
    case PciWindow::Kind::Prefetchable: return "prefetchable";
    case PciWindow::Kind::None: break;
    }
    return "";
}

// "ports 0xc000, memory 0xfebc0000, IRQ 11 by INTA", in lines that do not reach the edge of a screen.
void say_places(PciFunction const& each)
{
    constexpr std::size_t kColumns = 60;
    lib::Text<96> line;
    for (PciWindow const& window : each.windows) {
        if (window.kind == PciWindow::Kind::None) continue;
        if (line.view().size() > kColumns - 20) {
            say("             {}", line);
            line.clear();
        }
        lib::print(line, " {} {:#x}", kind_name(window.kind), window.base);
    }
    if (each.interrupt_pin >= 1 && each.interrupt_pin <= 4) {
        lib::print(line, " INT{}", static_cast<char>('A' + each.interrupt_pin - 1));
        if (each.interrupt_line != PciFunction::kNoLine) lib::print(line, " IRQ {}", each.interrupt_line);
    }
    if (!line.empty()) say("             {}", line);
}

void say_function(PciFunction const& each)
{
    say("    {:02x}:{:02x}.{}  {:04x}:{:04x}  {}", each.address.bus, each.address.device,
        each.address.function, each.vendor, each.device, pci_class_name(each.base_class, each.subclass));
    say_places(each);
    if (each.saw_bad_parity) say("              has seen bad parity on the bus");
    if (each.signalled_error) say("              has signalled an error (SERR#)");
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
    if (!clocks.battery.empty()) say("    The battery-backed clock {}.", clocks.battery);
}

} // namespace kernel::board
