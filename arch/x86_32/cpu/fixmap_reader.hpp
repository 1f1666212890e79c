// SPDX-License-Identifier: MIT
// Reads any physical memory, a page at a time, through one page of the fixmap.
#pragma once

#include "arch/x86_32/decode/physical_table.hpp"

namespace arch {

/// One at a time: there is only one page. Boot CPU, after the final tables are loaded. Keeps the last frame
/// mapped, since a reader of tables mostly reads on.
class FixmapReader final : public PhysicalReader {
public:
    explicit FixmapReader(u8 physical_address_bits) : end_{u64{1} << physical_address_bits} {}
    ~FixmapReader();
    FixmapReader(FixmapReader const&) = delete;
    FixmapReader& operator=(FixmapReader const&) = delete;

    [[nodiscard]] bool copy(PhysAddr from, std::span<std::byte> into) override;

private:
    void show(Pfn frame);

    u64 end_; // of what the CPU can address: beyond it, address bits would be reserved bits
    std::optional<Pfn> shown_;
};

} // namespace arch
