// SPDX-License-Identifier: MIT
// 16550s and their 8250 and 16450 ancestors: COM1 at 0x3F8, as boot/early_console.asm has set it up, and what
// `console=` asks for.
#include "arch/x86_32/device/serial.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/device/uart.hpp"
#include "kernel/hw/consoles.hpp"
#include "lib/parse.hpp"
#include "mm/machine.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace arch {
namespace {

constexpr u16 kCom1 = 0x3F8;
constexpr u8 kReceived = 1u << 0;
constexpr u8 kSendReady = 1u << 5; // transmit holding register empty
constexpr u8 kSendIdle = 1u << 6;  // and the last bit is on the wire
constexpr u8 kDivisorLatch = 1u << 7;
constexpr u32 kHighestSpeed = 115200; // divisor 1
constexpr u8 kEightBitsNoParityOneStop = 0x03;
constexpr u8 kFifosOnAndEmpty = 0x07;
constexpr u8 kReadyToTalk = 0x03; // DTR and RTS

// At 115200 baud a character takes 87 us, a read of a port about one.
constexpr u32 kSendTries = 0x10000;

// COM1 first; the others get their names when they are asked for.
constinit std::array<SerialConsole, 4> g_serial{SerialConsole{"ttyS0", kCom1}};
constinit u32 g_serial_count = 1;

// The BIOS data area begins with the ports that the BIOS has found; 0 for one that it has not.
u16 port_by_number(u32 number)
{
    constexpr PhysAddr kBiosData{u64{0x400}};
    constexpr std::array<u16, 4> kUsual{kCom1, 0x2F8, 0x3E8, 0x2E8};
    // Volatile: what is read is not ours, so nobody may conclude anything from it.
    auto const* const ports = reinterpret_cast<u16 const volatile*>(hw::lowmem(kBiosData));
    u16 const found = ports[number];
    return found != 0 ? found : kUsual[number];
}

std::optional<u16> port_of(std::string_view name)
{
    constexpr std::string_view kTty = "ttyS";
    if (name.starts_with(kTty)) {
        auto const number = lib::parse_number(name.substr(kTty.size()));
        if (!number || *number > 3) return {};
        return port_by_number(static_cast<u32>(*number));
    }
    auto const port = lib::parse_number(name);
    if (!port || *port < 0x100 || *port > 0xFFF8) return {};
    return static_cast<u16>(*port);
}

} // namespace

constinit TypedEarly typed_early{};

SerialConsole& serial_console() { return g_serial[0]; }

namespace {

std::optional<char> read_typed_early()
{
    constinit static u32 given = 0;
    if (given == typed_early.count) return {};
    return typed_early.letters[given++];
}

} // namespace

std::optional<char> read_serial()
{
    if (auto const letter = read_typed_early()) return letter;
    for (SerialConsole const& each : std::span{g_serial}.first(g_serial_count))
        if (auto const letter = each.read()) return letter;
    return {};
}

// Nothing is set here again: emptying the FIFOs would lose letters that are still being sent.
bool SerialConsole::init()
{
    exists_ = usable_ = uart_exists(base_);
    return exists_;
}

void SerialConsole::set_up()
{
    exists_ = usable_ = true;
    outb(base_ + uart::kInterruptEnable, 0);
    write_divisor(1);
    outb(base_ + uart::kFifoControl, kFifosOnAndEmpty);
    outb(base_ + uart::kModemControl, kReadyToTalk);
}

void SerialConsole::set_speed(u32 baud)
{
    if (!usable_ || baud == 0) return;
    if (!wait_for_status(kSendIdle)) return; // what was sent at the old speed must still arrive
    write_divisor(std::clamp(kHighestSpeed / baud, 1u, 0xFFFFu));
}

void SerialConsole::write_divisor(u32 divisor)
{
    outb(base_ + uart::kLineControl, kDivisorLatch); // the first two ports are the divisor now
    outb(base_, static_cast<u8>(divisor));
    outb(base_ + uart::kInterruptEnable, static_cast<u8>(divisor >> 8));
    outb(base_ + uart::kLineControl, kEightBitsNoParityOneStop);
}

void SerialConsole::write(std::string_view text)
{
    for (char const letter : text) {
        if (letter == '\n') put('\r');
        put(letter);
    }
}

std::optional<char> SerialConsole::read() const
{
    if (!exists_ || (inb(base_ + uart::kLineStatus) & kReceived) == 0) return {};
    return static_cast<char>(inb(base_));
}

void SerialConsole::put(char letter)
{
    if (!usable_) return;
    usable_ = wait_for_status(kSendReady); // stuck: silence is better than a boot that crawls
    if (usable_) outb(base_, static_cast<u8>(letter));
}

bool SerialConsole::wait_for_status(u8 status) const
{
    for (u32 tries = kSendTries; tries > 0; --tries)
        if ((inb(base_ + uart::kLineStatus) & status) != 0) return true;
    return false;
}

} // namespace arch

namespace hw {

void offer_console(std::string_view name)
{
    using namespace arch;
    if (g_serial_count == g_serial.size() || kernel::console_exists(name)) return;
    auto const port = port_of(name);
    if (!port || *port == kCom1 || !uart_exists(*port)) return; // COM1 has its name
    SerialConsole& console = g_serial[g_serial_count++];
    console = SerialConsole{name, *port};
    console.set_up();
    kernel::console_register(console);
}

} // namespace hw
