// SPDX-License-Identifier: MIT
// PCI configuration space that is made of values, for tests.
#pragma once

#include "kernel/hw/pci.hpp"

#include <map>
#include <vector>

namespace fake::pci {

inline constexpr u8 kPlain = 0x00, kBridge = 0x01, kManyFunctions = 0x80; // header types

class Config final : public kernel::PciConfig {
public:
    void put(kernel::PciAddress address, u32 identity, u32 kind, u8 header_type, u8 bus_behind = 0)
    {
        set(address, 0x00, identity);
        set(address, 0x04, 0);
        set(address, 0x08, kind);
        set(address, 0x0C, u32{header_type} << 16);
        for (u8 offset = 0x10; offset < 0x28; offset = static_cast<u8>(offset + 4)) set(address, offset, 0);
        set(address, 0x18, u32{bus_behind} << 8);
        set(address, 0x3C, 0);
    }
    void set(kernel::PciAddress address, u8 offset, u32 value) { words_[key(address, offset)] = value; }
    u32 read(kernel::PciAddress address, u8 offset) override
    {
        ++reads;
        auto const found = words_.find(key(address, offset));
        return found == words_.end() ? ~u32{0} : found->second;
    }
    void write(kernel::PciAddress address, u8 offset, u32 value) override
    {
        writes.push_back({address, offset, value});
        set(address, offset, value);
    }

    struct Write {
        kernel::PciAddress address;
        u8 offset = 0;
        u32 value = 0;
        bool operator==(Write const&) const = default;
    };
    u32 reads = 0;
    std::vector<Write> writes;

private:
    static u32 key(kernel::PciAddress address, u8 offset)
    {
        return u32{address.bus} << 24 | u32{address.device} << 16 | u32{address.function} << 8 | offset;
    }
    std::map<u32, u32> words_;
};

} // namespace fake::pci
