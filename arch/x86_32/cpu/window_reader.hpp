// SPDX-License-Identifier: MIT
// Reads any physical memory, a page at a time, through the running thread's own window.
#pragma once

#include "arch/x86_32/decode/physical_table.hpp"

namespace arch {

/// Threads only. Once kmap_local works, this is the better FixmapReader: any number of them, on any CPU.
class WindowReader final : public PhysicalReader {
public:
    explicit WindowReader(u8 physical_address_bits) : end_{u64{1} << physical_address_bits} {}

    [[nodiscard]] bool copy(PhysAddr from, std::span<std::byte> into) override;

private:
    u64 end_; // of what the CPU can address
};

} // namespace arch
