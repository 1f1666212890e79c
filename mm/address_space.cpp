// SPDX-License-Identifier: MIT
#include "mm/address_space.hpp"

namespace mm {

AddressSpace::AddressSpace(PhysAddr root, TableFrames& tables, lib::CpuMask holders)
    : tables_{&tables}, holders_{holders}
{
    auto directory = directories_.begin();
    for (PteSlot const& slot : pointers_at(root)) {
        Pte const pointer = read_entry(slot);
        *directory++ = pointer.present() ? table_at(pointer.pfn()).data() : nullptr;
    }
}

} // namespace mm
