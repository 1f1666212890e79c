// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/answering_memory.hpp"

namespace arch {

namespace {

constexpr u32 kPattern = 0x5AA5'C33C;

// The next word gets the opposite, which is then the last word that went over the bus.
bool holds(UncachedMemory& memory, PhysAddr at, u32 pattern)
{
    memory.write(at, pattern);
    memory.write(at + sizeof(pattern), ~pattern);
    return memory.read(at) == pattern;
}

// An address line that leads nowhere makes two addresses one. They are looked for among those that lie lower
// and, since above 4 GiB a line less may lead to a device, only below 4 GiB.
bool seen_further_down(UncachedMemory& memory, PhysAddr at, u32 pattern)
{
    if (at.raw() >> 32 != 0) return false;
    for (u64 line = 1_MiB; line <= at.raw(); line <<= 1)
        if ((at.raw() & line) != 0 && memory.read(PhysAddr{at.raw() ^ line}) == pattern) return true;
    return false;
}

bool holds_alone(UncachedMemory& memory, PhysAddr at)
{
    if (!holds(memory, at, kPattern)) return false;
    bool const seen = seen_further_down(memory, at, kPattern); // or a word that happens to be the same
    return holds(memory, at, ~kPattern) && !(seen && seen_further_down(memory, at, ~kPattern));
}

} // namespace

bool answers(UncachedMemory& memory, PhysAddr at)
{
    u32 const first = memory.read(at);
    u32 const second = memory.read(at + sizeof(first));
    bool const good = holds_alone(memory, at);
    memory.write(at, first);
    memory.write(at + sizeof(first), second);
    return good;
}

} // namespace arch
