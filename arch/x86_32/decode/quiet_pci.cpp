// SPDX-License-Identifier: MIT
// Registers as in the PCI Local Bus Specification 3.0: command and status 6.2, capabilities 6.7, MSI and
// MSI-X 6.8.
#include "arch/x86_32/decode/quiet_pci.hpp"

#include "arch/x86_32/decode/pci_walk.hpp"

namespace arch {

namespace {

using kernel::PciAddress;
using kernel::PciConfig;

constexpr u8 kCommand = 0x04; // and the status above it, whose bits are cleared by ones
constexpr u32 kCommandBits = 0xFFFF, kBusMaster = 1u << 2, kHasCapabilities = 1u << 20;
constexpr u8 kFirstCapability = 0x34, kFirstCapabilityOfCardBus = 0x14;
constexpr u8 kCapabilityMsi = 0x05, kCapabilityMsiX = 0x11;
constexpr u32 kMsiOn = 1u << 16, kMsiXOn = 1u << 31; // beside the capability's name and the next one's place
constexpr u32 kNetwork = 0x02;                       // base class

class Quieter {
public:
    Quieter(PciConfig& config, PciLeftOn& found) : config_{config}, found_{found} {}

    void operator()(PciAddress address, u32, PciLayout layout)
    {
        u32 const command = config_.read(address, kCommand);
        if ((command & kHasCapabilities) != 0 && stop_messages(address, layout))
            found_.messages.note(address);
        if ((command & kBusMaster) != 0 && config_.read(address, kPciClass) >> 24 == kNetwork) {
            config_.write(address, kCommand, command & kCommandBits & ~kBusMaster);
            found_.network.note(address);
        }
    }

private:
    // Capabilities lie behind the first 64 bytes, in multiples of 4, so there are 48 at most: a list that
    // leads back ends too.
    bool stop_messages(PciAddress address, PciLayout layout)
    {
        constexpr u32 kFirstPlace = 0x40, kMost = 48;
        bool found = false;
        u32 place = config_.read(address,
                                 layout == PciLayout::CardBus ? kFirstCapabilityOfCardBus : kFirstCapability);
        for (u32 count = 0; count < kMost && (place & 0xFC) >= kFirstPlace; ++count) {
            auto const offset = static_cast<u8>(place & 0xFC);
            u32 const capability = config_.read(address, offset);
            found |= stop_if(address, offset, capability);
            place = capability >> 8;
        }
        return found;
    }

    bool stop_if(PciAddress address, u8 offset, u32 capability)
    {
        u8 const name = static_cast<u8>(capability);
        u32 const on = name == kCapabilityMsi ? kMsiOn : name == kCapabilityMsiX ? kMsiXOn : 0;
        if ((capability & on) == 0) return false;
        config_.write(address, offset, capability & ~on);
        return true;
    }

    PciConfig& config_;
    PciLeftOn& found_;
};

} // namespace

PciLeftOn quiet_pci(PciConfig& config)
{
    PciLeftOn found;
    walk_pci(config, Quieter{config, found});
    return found;
}

} // namespace arch
