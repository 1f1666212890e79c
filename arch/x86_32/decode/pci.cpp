// SPDX-License-Identifier: MIT
// Registers as in the PCI Local Bus Specification 3.0, chapter 6, and the bridge specification 1.2.
#include "kernel/hw/pci.hpp"

#include <array>

namespace kernel {

namespace {

constexpr u8 kIdentity = 0x00;   // vendor, device
constexpr u8 kClass = 0x08;      // revision, interface, subclass, base class
constexpr u8 kHeaderType = 0x0C; // in bits 16 to 23
constexpr u8 kBusNumbers = 0x18; // of a bridge; the bus behind it in bits 8 to 15

constexpr u32 kDevices = 32, kFunctions = 8, kBuses = 256;
constexpr u32 kManyFunctions = 0x80, kLayout = 0x7F; // in the header type
constexpr u32 kBridge = 1;
constexpr u16 kNobody = 0xFFFF;

// The buses that are known, as a worklist: each enters once, so the walk ends.
class Buses {
public:
    void add(u32 bus)
    {
        if (known_[bus]) return;
        known_[bus] = true;
        list_[count_++] = static_cast<u8>(bus);
    }
    [[nodiscard]] u32 count() const { return count_; }
    [[nodiscard]] u8 operator[](u32 index) const { return list_[index]; }

private:
    std::array<bool, kBuses> known_{};
    std::array<u8, kBuses> list_{};
    u32 count_ = 0;
};

class Walk {
public:
    Walk(PciConfig& config, PciList& found) : config_{config}, found_{found} {}

    void all()
    {
        buses_.add(0);
        for (u32 index = 0; index < buses_.count(); ++index) bus(buses_[index]);
    }

private:
    void bus(u8 number)
    {
        for (u8 device = 0; device < kDevices; ++device) functions({number, device, 0});
    }

    // Function 0 says whether there are more; asking a device that has only one for others would show that
    // one again.
    void functions(PciAddress address)
    {
        if (!function(address)) return;
        if ((header_type(address) & kManyFunctions) == 0) return;
        for (address.function = 1; address.function < kFunctions; ++address.function) function(address);
    }

    bool function(PciAddress address)
    {
        u32 const identity = config_.read(address, kIdentity);
        u16 const vendor = static_cast<u16>(identity);
        if (vendor == kNobody || vendor == 0) return false;
        u32 const kind = config_.read(address, kClass);
        found_.push({.address = address,
                     .vendor = vendor,
                     .device = static_cast<u16>(identity >> 16),
                     .base_class = static_cast<u8>(kind >> 24),
                     .subclass = static_cast<u8>(kind >> 16),
                     .interface = static_cast<u8>(kind >> 8)});
        if ((header_type(address) & kLayout) == kBridge)
            buses_.add(config_.read(address, kBusNumbers) >> 8 & 0xFF);
        return true;
    }

    u32 header_type(PciAddress address) { return config_.read(address, kHeaderType) >> 16 & 0xFF; }

    PciConfig& config_;
    PciList& found_;
    Buses buses_;
};

} // namespace

void list_pci(PciConfig& config, PciList& found) { Walk{config, found}.all(); }

} // namespace kernel
