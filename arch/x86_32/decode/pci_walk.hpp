// SPDX-License-Identifier: MIT
// The way through the PCI buses: from bus 0 through the bridges, each bus once, so that it ends.
#pragma once

#include "kernel/hw/pci.hpp"

namespace arch {

inline constexpr u8 kPciClass = 0x08;      // revision, interface, subclass, base class
inline constexpr u8 kPciHeaderType = 0x0C; // in bits 16 to 23

/// How a function's registers from 0x10 on are laid out.
enum class PciLayout : u8 { Device = 0, Bridge = 1, CardBus = 2 }; // others are reserved

template <typename Each> class PciWalk {
public:
    PciWalk(kernel::PciConfig& config, Each each) : config_{config}, each_{each} {}

    void all()
    {
        add(0);
        for (u32 index = 0; index < count_; ++index) bus(list_[index]);
    }

private:
    static constexpr u8 kIdentity = 0x00;   // vendor, device
    static constexpr u8 kBusNumbers = 0x18; // of a bridge; the bus behind it in bits 8 to 15
    static constexpr u32 kDevices = 32, kFunctions = 8, kBuses = 256;
    static constexpr u32 kManyFunctions = 0x80, kLayout = 0x7F; // in the header type
    static constexpr u16 kNobody = 0xFFFF;

    void add(u32 bus)
    {
        if (known_[bus]) return;
        known_[bus] = true;
        list_[count_++] = static_cast<u8>(bus);
    }

    void bus(u8 number)
    {
        for (u8 device = 0; device < kDevices; ++device) functions({number, device, 0});
    }

    // Function 0 says whether there are more; asking a device that has only one for others would show that
    // one again.
    void functions(kernel::PciAddress address)
    {
        if (!function(address)) return;
        if ((header_type(address) & kManyFunctions) == 0) return;
        for (address.function = 1; address.function < kFunctions; ++address.function) function(address);
    }

    bool function(kernel::PciAddress address)
    {
        u32 const identity = config_.read(address, kIdentity);
        u16 const vendor = static_cast<u16>(identity);
        if (vendor == kNobody || vendor == 0) return false;
        auto const layout = static_cast<PciLayout>(header_type(address) & kLayout);
        each_(address, identity, layout);
        if (layout == PciLayout::Bridge) add(config_.read(address, kBusNumbers) >> 8 & 0xFF);
        return true;
    }

    u32 header_type(kernel::PciAddress address) { return config_.read(address, kPciHeaderType) >> 16 & 0xFF; }

    kernel::PciConfig& config_;
    Each each_;
    std::array<bool, kBuses> known_{};
    std::array<u8, kBuses> list_{}; // the buses that are known, as a worklist
    u32 count_ = 0;
};

/// Calls `each(address, identity, layout)` for every function on every bus that firmware has given a number.
/// Bridges that lead back do no harm.
template <typename Each> void walk_pci(kernel::PciConfig& config, Each each) { PciWalk{config, each}.all(); }

} // namespace arch
