// SPDX-License-Identifier: MIT
#include "arch/x86_32/device/pci_config.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "lib/irq_guard.hpp"

namespace arch {

namespace {

constexpr u16 kAddressPort = 0xCF8;
constexpr u16 kConfigData = 0xCFC;
constexpr u32 kEnableAccess = 1u << 31;

void choose(kernel::PciAddress address, u8 offset)
{
    outl(kAddressPort, kEnableAccess | u32{address.bus} << 16 | u32{address.device} << 11 |
                           u32{address.function} << 8 | offset);
}

} // namespace

// The address register keeps what is written to it; where there is none, some ISA device answers, or
// nobody.
bool PortPciConfig::exists()
{
    lib::IrqGuard const irqs_off;
    u32 const before = inl(kAddressPort);
    outl(kAddressPort, kEnableAccess);
    bool const kept = inl(kAddressPort) == kEnableAccess;
    outl(kAddressPort, before);
    return kept;
}

u32 PortPciConfig::read(kernel::PciAddress address, u8 offset)
{
    lib::IrqGuard const irqs_off; // two ports, one question
    choose(address, offset);
    return inl(kConfigData);
}

void PortPciConfig::write(kernel::PciAddress address, u8 offset, u32 value)
{
    lib::IrqGuard const irqs_off;
    choose(address, offset);
    outl(kConfigData, value);
}

} // namespace arch
