// SPDX-License-Identifier: MIT
// Registers as in the PCI Local Bus Specification 3.0, chapter 6, and the bridge specification 1.2.
#include "arch/x86_32/decode/pci_walk.hpp"

#include <array>

namespace kernel {

namespace {

using arch::PciLayout;

constexpr u8 kFirstWindow = 0x10;               // base address registers
constexpr u8 kInterrupt = 0x3C;                 // line, pin
constexpr u8 kStatus = 0x04;                    // its upper half
constexpr u32 kBadParity = 1u << 31 | 1u << 24; // detected by the function; and when it was the master
constexpr u32 kSignalledError = 1u << 30;

class Lister {
public:
    Lister(PciConfig& config, PciList& found) : config_{config}, found_{found} {}

    void operator()(PciAddress address, u32 identity, PciLayout layout)
    {
        u32 const kind = config_.read(address, arch::kPciClass);
        u32 const interrupt = config_.read(address, kInterrupt);
        u32 const status = config_.read(address, kStatus);
        found_.push({.address = address,
                     .vendor = static_cast<u16>(identity),
                     .device = static_cast<u16>(identity >> 16),
                     .base_class = static_cast<u8>(kind >> 24),
                     .subclass = static_cast<u8>(kind >> 16),
                     .interface = static_cast<u8>(kind >> 8),
                     .windows = windows(address, layout),
                     .interrupt_pin = static_cast<u8>(interrupt >> 8),
                     .interrupt_line = static_cast<u8>(interrupt),
                     .saw_bad_parity = (status & kBadParity) != 0,
                     .signalled_error = (status & kSignalledError) != 0});
    }

private:
    static u32 registers(PciLayout layout)
    {
        switch (layout) {
        case PciLayout::Device: return 6;
        case PciLayout::Bridge: return 2;
        case PciLayout::CardBus: return 1;
        }
        return 0;
    }

    // Of an address of 64 bits the next register has the upper half.
    std::array<PciWindow, 6> windows(PciAddress address, PciLayout layout)
    {
        std::array<PciWindow, 6> result{};
        u32 const count = registers(layout);
        for (u32 number = 0; number < count; ++number) {
            u32 const low = window_register(address, number);
            bool const wide = is_wide(low) && number + 1 < count;
            u32 const high = wide ? window_register(address, number + 1) : 0;
            result[number] = window(low, high);
            if (wide) ++number;
        }
        return result;
    }

    u32 window_register(PciAddress address, u32 number)
    {
        return config_.read(address, static_cast<u8>(kFirstWindow + 4 * number));
    }

    static bool is_wide(u32 low) { return (low & 7) == 4; } // memory, 64 bits

    static PciWindow window(u32 low, u32 high)
    {
        using enum PciWindow::Kind;
        if (low == ~u32{0}) return {};
        if ((low & 1) != 0) return (low & ~u32{3}) == 0 ? PciWindow{} : PciWindow{Ports, low & ~u32{3}};
        u64 const base = u64{high} << 32 | (low & ~u32{0xF});
        if (base == 0) return {};
        return {(low & 8) != 0 ? Prefetchable : Memory, base};
    }

    PciConfig& config_;
    PciList& found_;
};

} // namespace

void list_pci(PciConfig& config, PciList& found) { arch::walk_pci(config, Lister{config, found}); }

bool has_usb_controller(PciConfig& config)
{
    constexpr u32 kUsb = 0x0C03; // base class and subclass
    bool found = false;
    arch::walk_pci(config, [&](PciAddress address, u32, PciLayout) {
        found |= config.read(address, arch::kPciClass) >> 16 == kUsb;
    });
    return found;
}

} // namespace kernel
