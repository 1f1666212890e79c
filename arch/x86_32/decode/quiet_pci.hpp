// SPDX-License-Identifier: MIT
// PCI functions that go on with what they were told before us: interrupts sent as messages, which no
// interrupt controller masks, and packets that a network card writes into memory. Pure but for the
// configuration space that it is given.
#pragma once

#include "kernel/hw/pci.hpp"

namespace arch {

/// How many functions of a kind were found, and the first of them.
struct PciFound {
    u32 count = 0;
    kernel::PciAddress first;

    void note(kernel::PciAddress address)
    {
        if (count++ == 0) first = address;
    }
};

struct PciLeftOn {
    PciFound messages; ///< MSI or MSI-X was on
    PciFound network;  ///< a network card could write into memory
};

/// Switches both off. Other functions keep their right to write into memory (bus mastering): a firmware that
/// makes a PS/2 keyboard out of a USB one needs it for the USB controller, and disks write only when asked
/// to. Nobody asks a network card: it writes what others send, and a memory test would find that.
[[nodiscard]] PciLeftOn quiet_pci(kernel::PciConfig& config);

} // namespace arch
