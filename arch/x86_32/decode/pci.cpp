// SPDX-License-Identifier: MIT
// Registers as in the PCI Local Bus Specification 3.0, chapter 6, and the bridge specification 1.2.
#include "kernel/hw/pci.hpp"

#include <array>

namespace kernel {

namespace {

constexpr u8 kIdentity = 0x00;    // vendor, device
constexpr u8 kClass = 0x08;       // revision, interface, subclass, base class
constexpr u8 kHeaderType = 0x0C;  // in bits 16 to 23
constexpr u8 kFirstWindow = 0x10; // base address registers
constexpr u8 kBusNumbers = 0x18;  // of a bridge; the bus behind it in bits 8 to 15
constexpr u8 kInterrupt = 0x3C;   // line, pin

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
        u32 const layout = header_type(address) & kLayout;
        u32 const interrupt = config_.read(address, kInterrupt);
        found_.push({.address = address,
                     .vendor = vendor,
                     .device = static_cast<u16>(identity >> 16),
                     .base_class = static_cast<u8>(kind >> 24),
                     .subclass = static_cast<u8>(kind >> 16),
                     .interface = static_cast<u8>(kind >> 8),
                     .windows = windows(address, layout),
                     .interrupt_pin = static_cast<u8>(interrupt >> 8),
                     .interrupt_line = static_cast<u8>(interrupt)});
        if (layout == kBridge) buses_.add(config_.read(address, kBusNumbers) >> 8 & 0xFF);
        return true;
    }

    // A plain function has six registers, a PCI bridge two, a CardBus bridge one. Of an address of 64 bits
    // the next register has the upper half.
    std::array<PciWindow, 6> windows(PciAddress address, u32 layout)
    {
        constexpr u32 kRegisters[] = {6, 2, 1};
        std::array<PciWindow, 6> result{};
        u32 const count = layout < std::size(kRegisters) ? kRegisters[layout] : 0;
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

    u32 header_type(PciAddress address) { return config_.read(address, kHeaderType) >> 16 & 0xFF; }

    PciConfig& config_;
    PciList& found_;
    Buses buses_;
};

} // namespace

void list_pci(PciConfig& config, PciList& found) { Walk{config, found}.all(); }

} // namespace kernel
