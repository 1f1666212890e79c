// SPDX-License-Identifier: MIT
// One inline function per instruction, named after it: the only inline assembly of this kernel. What needs
// more than one instruction is either C++ around these, or NASM.
#pragma once

#include "lib/types.hpp"

namespace arch {

// Ports. The "memory" clobbers keep device accesses in program order with ordinary ones.

inline void outb(u16 port, u8 value) { asm volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory"); }

inline u8 inb(u16 port)
{
    u8 value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

inline void cli() { asm volatile("cli" : : : "memory"); }
inline void sti() { asm volatile("sti" : : : "memory"); }
inline void hlt() { asm volatile("hlt" : : : "memory"); }

} // namespace arch
