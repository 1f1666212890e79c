// SPDX-License-Identifier: MIT
// One inline function per instruction, named after it: the only inline assembly of this kernel. What takes
// more than one instruction is either C++ around these, or NASM. A "memory" clobber says that the
// instruction must keep its place among the loads and stores around it.
#pragma once

#include "arch/x86_32/decode/cpuid.hpp"
#include "lib/address.hpp"

namespace arch {

// Ports.

inline void outb(u16 port, u8 value) { asm volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory"); }

[[nodiscard]] inline u8 inb(u16 port)
{
    u8 value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

inline void outl(u16 port, u32 value) { asm volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory"); }

[[nodiscard]] inline u32 inl(u16 port)
{
    u32 value;
    asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

// Interrupts.

inline void cli() { asm volatile("cli" : : : "memory"); }
inline void sti() { asm volatile("sti" : : : "memory"); }
inline void hlt() { asm volatile("hlt" : : : "memory"); }
/// A pair, because STI takes effect after the instruction that follows it (SDM 2B): no interrupt can come
/// between the two and then be waited for in vain.
inline void sti_hlt() { asm volatile("sti\n\thlt" : : : "memory"); }
inline void pause() { asm volatile("pause" : : : "memory"); }

/// Two instructions, because EFLAGS can only be read by way of the stack.
[[nodiscard]] inline u32 pushfd()
{
    u32 flags;
    asm volatile("pushfl\n\tpopl %0" : "=r"(flags) : : "memory");
    return flags;
}

// Control registers, and those bits in them and in EFER that several files set.

inline constexpr u32 kCr4MachineCheck = 1u << 6;
inline constexpr u32 kCr4GlobalPages = 1u << 7;
inline constexpr u32 kEferNoExecute = 1u << 11;

[[nodiscard]] inline u32 read_cr0()
{
    u32 value;
    asm volatile("movl %%cr0, %0" : "=r"(value));
    return value;
}

[[nodiscard]] inline u32 read_cr2()
{
    u32 value;
    asm volatile("movl %%cr2, %0" : "=r"(value));
    return value;
}

[[nodiscard]] inline u32 read_cr3()
{
    u32 value;
    asm volatile("movl %%cr3, %0" : "=r"(value));
    return value;
}

[[nodiscard]] inline u32 read_cr4()
{
    u32 value;
    asm volatile("movl %%cr4, %0" : "=r"(value));
    return value;
}

inline void write_cr3(u32 value) { asm volatile("movl %0, %%cr3" : : "r"(value) : "memory"); }
inline void write_cr4(u32 value) { asm volatile("movl %0, %%cr4" : : "r"(value) : "memory"); }

/// CR0.TS off. Every task switch of the hardware sets it.
inline void clts() { asm volatile("clts"); }

inline void wbinvd() { asm volatile("wbinvd" : : : "memory"); }
inline void invlpg(VirtAddr page) { asm volatile("invlpg (%0)" : : "r"(page.raw()) : "memory"); }

// Identification, model-specific registers, time.

[[nodiscard]] inline CpuidLeaf cpuid(u32 leaf, u32 subleaf)
{
    CpuidLeaf result;
    asm volatile("cpuid"
                 : "=a"(result.eax), "=b"(result.ebx), "=c"(result.ecx), "=d"(result.edx)
                 : "a"(leaf), "c"(subleaf));
    return result;
}

[[nodiscard]] inline CpuidLeaf cpuid(u32 leaf) { return cpuid(leaf, 0); }

[[nodiscard]] inline u64 rdmsr(u32 index)
{
    u32 low, high;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(index));
    return (u64{high} << 32) | low;
}

inline void wrmsr(u32 index, u64 value)
{
    asm volatile("wrmsr"
                 :
                 : "c"(index), "a"(static_cast<u32>(value)), "d"(static_cast<u32>(value >> 32))
                 : "memory");
}

[[nodiscard]] inline u64 rdtsc()
{
    u32 low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return (u64{high} << 32) | low;
}

// Strings of 32-bit words, forwards: the direction flag is clear throughout the kernel.

inline void rep_stosl(void* to, u32 value, u32 words)
{
    asm volatile("rep stosl" : "+D"(to), "+c"(words) : "a"(value) : "memory");
}

inline void rep_movsl(void* to, void const* from, u32 words)
{
    asm volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
}

/// Words first: an old processor takes as long for a byte as for a word.
inline void rep_movs(void* to, void const* from, u32 bytes)
{
    u32 words = bytes / sizeof(u32);
    u32 rest = bytes % sizeof(u32);
    asm volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
    asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(rest) : : "memory");
}

// Descriptor tables.

/// The operand of LGDT and LIDT.
struct [[gnu::packed]] TablePointer {
    u16 limit; ///< size of the table in bytes, minus 1
    u32 base;
};

inline void lidt(TablePointer const& table) { asm volatile("lidt %0" : : "m"(table) : "memory"); }
inline void ltr(u16 selector) { asm volatile("ltr %0" : : "r"(selector) : "memory"); }

[[nodiscard]] inline u16 str()
{
    u16 selector;
    asm volatile("strw %0" : "=r"(selector));
    return selector;
}

/// A word of this CPU's block, which FS points at. Volatile: a thread may have moved to another CPU since the
/// last time.
template <u32 Offset> [[nodiscard]] inline u32 read_fs()
{
    u32 value;
    asm volatile("movl %%fs:%c1, %0" : "=r"(value) : "i"(Offset));
    return value;
}

/// Changes to such a word that neither an interrupt nor a migration can come into the middle of; what comes
/// next in the program happens after them.
template <u32 Offset> inline void inc_fs() { asm volatile("incl %%fs:%c0" : : "i"(Offset) : "memory"); }

/// Returns whether the word is 0 now.
template <u32 Offset> [[nodiscard]] inline bool dec_fs()
{
    bool zero;
    asm volatile("decl %%fs:%c1" : "=@ccz"(zero) : "i"(Offset) : "memory");
    return zero;
}

/// Stores the address of this instruction, wherever it has been inlined.
template <u32 Offset> inline void store_here_fs() { asm volatile("movl $., %%fs:%c0" : : "i"(Offset)); }
template <u32 Offset> inline void store_fs(u32 value)
{
    asm volatile("movl %0, %%fs:%c1" : : "ri"(value), "i"(Offset) : "memory");
}

// For runs/test: instructions that fault when asked to.

/// 1 divided by `divisor`.
inline void div(u32 divisor)
{
    u32 quotient = 1;
    u32 high = 0;
    asm volatile("divl %2" : "+a"(quotient), "+d"(high) : "r"(divisor));
}

inline void int3() { asm volatile("int3" : : : "memory"); }
inline void ud2() { asm volatile("ud2" : : : "memory"); }
inline void load_es(u16 selector) { asm volatile("movw %0, %%es" : : "r"(selector) : "memory"); }

} // namespace arch
