// SPDX-License-Identifier: MIT
#include "kernel/fault/careful_read.hpp"

#include "mm/machine.hpp"
#include "mm/page_table.hpp"

#include <cstring>

namespace kernel {

std::optional<u8> read_byte(PhysAddr root, VirtAddr address)
{
    if (!mm::walk(root, address).mapped) return {};
    return static_cast<u8>(*hw::at(address));
}

std::optional<u32> read_word(PhysAddr root, VirtAddr address)
{
    // Aligned, so that it lies in one page.
    if (address.raw() % sizeof(u32) != 0 || !mm::walk(root, address).mapped) return {};
    u32 word = 0;
    std::memcpy(&word, hw::at(address), sizeof(word));
    return word;
}

} // namespace kernel
