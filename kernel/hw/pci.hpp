// SPDX-License-Identifier: MIT
// What is on the PCI buses, and whatever reads and writes configuration space.
#pragma once

#include "lib/bounded_list.hpp"

#include <array>
#include <string_view>

namespace kernel {

struct PciAddress {
    u8 bus = 0;
    u8 device = 0;   ///< 0 to 31
    u8 function = 0; ///< 0 to 7
    constexpr bool operator==(PciAddress const&) const = default;
};

/// Configuration space. The kernel's goes through ports; the tests have one made of values.
class PciConfig {
public:
    /// The 32 bits at `offset`, a multiple of 4; all ones where nobody answers.
    [[nodiscard]] virtual u32 read(PciAddress address, u8 offset) = 0;
    /// All 32 of them: bits that are cleared by writing ones must be zeros.
    virtual void write(PciAddress address, u8 offset, u32 value) = 0;

protected:
    ~PciConfig() = default; // never deleted through this type
};

/// Where a function's registers or memory are, out of a base address register; how large that is can only be
/// found by writing there, and is not.
struct PciWindow {
    enum class Kind : u8 { None, Ports, Memory, Prefetchable };

    Kind kind = Kind::None;
    u64 base = 0; ///< of memory, physical
    constexpr bool operator==(PciWindow const&) const = default;
};

struct PciFunction {
    static constexpr u8 kNoLine = 0xFF;

    PciAddress address;
    u16 vendor = 0, device = 0;
    u8 base_class = 0, subclass = 0, interface = 0;
    std::array<PciWindow, 6> windows{}; ///< in the order of the registers; those of kind None are no windows
    u8 interrupt_pin = 0;               ///< 1 to 4: INTA to INTD; 0: it has none
    u8 interrupt_line = 0;              ///< the IRQ that firmware has chosen, or kNoLine
    bool saw_bad_parity = false;        ///< of an address or data, since its status was last cleared
    bool signalled_error = false;       ///< by SERR#, which may be an NMI
    constexpr bool operator==(PciFunction const&) const = default;
};

using PciList = lib::BoundedList<PciFunction, 96>;

/// Every function on every bus that firmware has given a number. Each bus is looked at once: bridges that
/// lead back do no harm. By reference, because the list is large for a kernel stack; it is new.
void list_pci(PciConfig& config, PciList& found);

/// Whether one of them is a USB controller.
[[nodiscard]] bool has_usb_controller(PciConfig& config);

/// "IDE controller"; for a subclass that is not known here, what its base class is; otherwise "unknown". A
/// literal.
[[nodiscard]] std::string_view pci_class_name(u8 base_class, u8 subclass);

} // namespace kernel
