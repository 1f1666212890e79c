// SPDX-License-Identifier: MIT
// Is there memory at an address? Where nothing is, a bus may return the last word that went over it, and a
// board with too few address lines shows another address's memory.
#pragma once

#include "lib/address.hpp"

namespace arch {

/// Words of physical memory, past all caches. Addresses are multiples of 4.
class UncachedMemory {
public:
    [[nodiscard]] virtual u32 read(PhysAddr from) = 0;
    virtual void write(PhysAddr to, u32 value) = 0;

protected:
    ~UncachedMemory() = default; // never deleted through this type
};

/// Does the word at `at`, the first of a frame that nothing uses, hold what is written into it, and no word
/// further down hold it, too? Its contents stay; those of the next word do, too.
[[nodiscard]] bool answers(UncachedMemory& memory, PhysAddr at);

} // namespace arch
