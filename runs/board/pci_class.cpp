// SPDX-License-Identifier: MIT
// Names of the classes that are met on PCs (PCI Code and ID Assignment Specification 1.11).
#include "kernel/hw/pci.hpp"

#include <algorithm>
#include <array>

namespace kernel {

namespace {

struct ClassName {
    u16 code; ///< base class, then subclass
    std::string_view name;
};

constexpr ClassName kNames[] = {
    {0x0000, "device from before classes"},
    {0x0001, "VGA from before classes"},
    {0x0100, "SCSI controller"},
    {0x0101, "IDE controller"},
    {0x0102, "floppy disk controller"},
    {0x0104, "RAID controller"},
    {0x0105, "ATA controller"},
    {0x0106, "SATA controller"},
    {0x0107, "SAS controller"},
    {0x0108, "NVM controller"},
    {0x0200, "Ethernet controller"},
    {0x0201, "Token Ring controller"},
    {0x0202, "FDDI controller"},
    {0x0203, "ATM controller"},
    {0x0300, "VGA controller"},
    {0x0301, "XGA controller"},
    {0x0302, "3D controller"},
    {0x0400, "video device"},
    {0x0401, "audio device"},
    {0x0403, "HD audio device"},
    {0x0500, "RAM"},
    {0x0501, "flash memory"},
    {0x0600, "host bridge"},
    {0x0601, "ISA bridge"},
    {0x0602, "EISA bridge"},
    {0x0603, "MCA bridge"},
    {0x0604, "PCI bridge"},
    {0x0605, "PCMCIA bridge"},
    {0x0607, "CardBus bridge"},
    {0x0700, "serial port"},
    {0x0701, "parallel port"},
    {0x0703, "modem"},
    {0x0800, "interrupt controller"},
    {0x0801, "DMA controller"},
    {0x0802, "timer"},
    {0x0803, "clock"},
    {0x0805, "SD host controller"},
    {0x0900, "keyboard controller"},
    {0x0902, "mouse controller"},
    {0x0904, "gameport"},
    {0x0C00, "FireWire controller"},
    {0x0C03, "USB controller"},
    {0x0C04, "Fibre Channel controller"},
    {0x0C05, "SMBus controller"},
    {0x0D00, "infrared controller"},
    {0x1000, "network encryption device"},
};

constexpr std::array<std::string_view, 0x12> kBaseNames{
    "old device",
    "mass storage controller",
    "network controller",
    "display controller",
    "multimedia device",
    "memory controller",
    "bridge",
    "communication controller",
    "system device",
    "input controller",
    "docking station",
    "processor",
    "serial bus controller",
    "wireless controller",
    "intelligent controller",
    "satellite controller",
    "encryption controller",
    "signal processing controller",
};

} // namespace

std::string_view pci_class_name(u8 base_class, u8 subclass)
{
    u16 const code = static_cast<u16>(base_class << 8 | subclass);
    auto const* const found = std::ranges::find(kNames, code, &ClassName::code);
    if (found != std::end(kNames)) return found->name;
    return base_class < kBaseNames.size() ? kBaseNames[base_class] : "unknown";
}

} // namespace kernel
