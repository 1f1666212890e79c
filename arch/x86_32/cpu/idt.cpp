// SPDX-License-Identifier: MIT
// Gate encodings: SDM vol. 3A, 6.11.
#include "arch/x86_32/cpu/idt.hpp"

#include "arch/x86_32/cpu/gdt.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "kernel/hw/trap.hpp"

#include <array>

namespace arch {
namespace {

constexpr u32 kVectors = 256;

struct Gate {
    u32 low = 0;
    u32 high = 0;
};
static_assert(sizeof(Gate) == 8);

// Enters with interrupts off: a handler that wants them on turns them on.
constexpr Gate interrupt_gate(u32 entry)
{
    return {(u32{kCodeSelector} << 16) | (entry & 0xFFFF), (entry & 0xFFFF'0000) | 0x8E00};
}

// Switches to another task: a whole set of registers, with a stack that is known to be good.
constexpr Gate task_gate(u16 selector) { return {u32{selector} << 16, 0x8500}; }

constinit std::array<Gate, kVectors> g_idt{};

extern "C" u32 const trap_entries[kVectors]; // traps.asm

} // namespace

void build_idt()
{
    for (u32 vector = 0; vector < kVectors; ++vector) g_idt[vector] = interrupt_gate(trap_entries[vector]);
    g_idt[kernel::vector::kDoubleFault] = task_gate(kDoubleFaultTaskSelector);
}

void load_idt() { lidt({sizeof(g_idt) - 1, reinterpret_cast<u32>(g_idt.data())}); }

} // namespace arch
