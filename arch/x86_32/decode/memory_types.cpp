// SPDX-License-Identifier: MIT
// Registers as in SDM vol. 3A, 11.11 (MTRRs) and 11.12 (PAT).
#include "arch/x86_32/decode/memory_types.hpp"

#include <algorithm>
#include <bit>

namespace arch {

namespace {

using kernel::MemoryType;
using kernel::Mtrrs;
using kernel::TypedRange;

constexpr u32 kCapabilities = 0xFE, kDefault = 0x2FF, kPatRegister = 0x277;
constexpr u32 kFirstBase = 0x200, kFirstMask = 0x201; // of pairs
constexpr u64 kHasFixed = 1u << 8;                    // in the capabilities; the number of pairs below
constexpr u64 kMtrrsEnabled = 1u << 11, kFixedEnabled = 1u << 10;
constexpr u64 kValid = 1u << 11; // in a mask
constexpr u32 kMtrrBit = 12;     // of CPUID leaf 1, EDX

struct FixedRegister {
    u32 index;
    u32 begin;
    u32 bytes; ///< each of its eight bytes covers this many
};
constexpr FixedRegister kFixedRegisters[] = {
    {0x250, 0x0'0000, 0x1'0000}, {0x258, 0x8'0000, 0x4000}, {0x259, 0xA'0000, 0x4000},
    {0x268, 0xC'0000, 0x1000},   {0x269, 0xC'8000, 0x1000}, {0x26A, 0xD'0000, 0x1000},
    {0x26B, 0xD'8000, 0x1000},   {0x26C, 0xE'0000, 0x1000}, {0x26D, 0xE'8000, 0x1000},
    {0x26E, 0xF'0000, 0x1000},   {0x26F, 0xF'8000, 0x1000},
};

MemoryType type_of(u64 value) { return static_cast<MemoryType>(value & 0xFF); }

void read_fixed(MsrReader rdmsr, Mtrrs& mtrrs)
{
    kernel::TypedRuns runs{[&](TypedRange const& run) { mtrrs.fixed.push(run); }};
    for (FixedRegister const& each : kFixedRegisters) {
        u64 types = rdmsr(each.index);
        PhysAddr begin{u64{each.begin}};
        for (u32 part = 0; part < 8; ++part, types >>= 8, begin = begin + each.bytes)
            runs.add({{begin, begin + each.bytes}, type_of(types)});
    }
    runs.end();
}

// The mask covers what has the same bits above the lowest one that is set in it. Masks with holes are
// allowed, but nobody uses them; they would show as their first piece.
void read_variable(MsrReader rdmsr, u32 number, u8 phys_bits, Mtrrs& mtrrs)
{
    u64 const addressable = ((u64{1} << phys_bits) - 1) & ~u64{kPageSize - 1};
    u64 const mask_register = rdmsr(kFirstMask + 2 * number);
    u64 const mask = mask_register & addressable;
    if ((mask_register & kValid) == 0 || mask == 0) return;
    u64 const base_register = rdmsr(kFirstBase + 2 * number);
    PhysAddr const begin{base_register & mask};
    mtrrs.variable.push({{begin, begin + (u64{1} << std::countr_zero(mask))}, type_of(base_register)});
}

void read_mtrrs(MsrReader rdmsr, u8 phys_bits, Mtrrs& mtrrs)
{
    u64 const capabilities = rdmsr(kCapabilities);
    u64 const usual = rdmsr(kDefault);
    mtrrs.enabled = (usual & kMtrrsEnabled) != 0;
    mtrrs.usual = type_of(usual);
    mtrrs.fixed_enabled = (capabilities & kHasFixed) != 0 && (usual & kFixedEnabled) != 0;
    if ((capabilities & kHasFixed) != 0) read_fixed(rdmsr, mtrrs);
    u32 const pairs = static_cast<u32>(capabilities & 0xFF);
    for (u32 number = 0; number < pairs && number < Mtrrs::kMostVariable; ++number)
        read_variable(rdmsr, number, phys_bits, mtrrs);
}

} // namespace

void read_memory_types(MsrReader rdmsr, kernel::CpuInfo const& cpu, kernel::MemoryTypes& types)
{
    bool const has_mtrrs = cpu.msr && (cpu.leaf1_edx >> kMtrrBit & 1) != 0;
    if (has_mtrrs) read_mtrrs(rdmsr, cpu.phys_bits, types.mtrrs.emplace());
    if (cpu.msr && cpu.pat) types.pat = rdmsr(kPatRegister);
}

} // namespace arch
