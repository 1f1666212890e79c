// SPDX-License-Identifier: MIT
// PCI configuration space through ports (PCI Local Bus Specification 3.0, 3.2.2.3.2, "mechanism #1").
#pragma once

#include "kernel/hw/pci.hpp"

namespace arch {

class PortPciConfig final : public kernel::PciConfig {
public:
    /// Whether the ports are there. A board whose only way is mechanism #2, of 1992, counts as one without.
    [[nodiscard]] static bool exists();

    [[nodiscard]] u32 read(kernel::PciAddress address, u8 offset) override;
    void write(kernel::PciAddress address, u8 offset, u32 value) override;
};

} // namespace arch
