// SPDX-License-Identifier: MIT
// Leaves and bits as in SDM vol. 2A, CPUID.
#include "arch/x86_32/decode/cpu_info.hpp"

#include <algorithm>

namespace arch {
namespace {

constexpr u32 kExtendedLeaves = 0x8000'0000; // they count from here

constexpr bool bit(u32 word, u32 number) { return ((word >> number) & 1) != 0; }

// Four letters, the first in the lowest byte.
template <std::size_t Capacity> void append_letters(lib::Text<Capacity>& text, u32 word)
{
    for (u32 shift = 0; shift < 32; shift += 8) {
        char const letter = static_cast<char>((word >> shift) & 0xFF);
        if (letter != '\0') text.append({&letter, 1});
    }
}

// Extended family and model count only where the base family says so (SDM: "CPUID", figure 3-6).
void decode_signature(kernel::CpuInfo& info, u32 eax)
{
    u32 const family = (eax >> 8) & 0xF;
    bool const long_family = family == 0xF;
    info.family = family + (long_family ? (eax >> 20) & 0xFF : 0);
    info.model = (eax >> 4) & 0xF;
    if (long_family || family == 6) info.model |= ((eax >> 16) & 0xF) << 4;
    info.stepping = eax & 0xF;
}

void decode_feature_bits(kernel::CpuInfo& info, u32 edx)
{
    info.pse = bit(edx, 3);
    info.tsc = bit(edx, 4);
    info.msr = bit(edx, 5);
    info.pae = bit(edx, 6);
    info.apic = bit(edx, 9);
    info.pge = bit(edx, 13);
    info.pat = bit(edx, 16);
    bool const pse36 = bit(edx, 17); // the CPU has 36 address pins, and no leaf to say so
    if (pse36) info.phys_bits = 36;
}

// Some makers put blanks before the name to align it on the screen.
template <std::size_t Capacity> lib::Text<Capacity> without_outer_blanks(lib::Text<Capacity> const& text)
{
    auto const first = text.view().find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    auto const last = text.view().find_last_not_of(' ');
    return text.view().substr(first, last - first + 1);
}

lib::Text<48> decode_name(CpuidReader cpuid)
{
    lib::Text<48> name;
    for (u32 leaf = kExtendedLeaves + 2; leaf <= kExtendedLeaves + 4; ++leaf) {
        CpuidLeaf const part = cpuid(leaf);
        for (u32 const word : {part.eax, part.ebx, part.ecx, part.edx}) append_letters(name, word);
    }
    return without_outer_blanks(name);
}

// An entry has room for 52 bits (SDM vol. 3A, 4.4.2), and no CPU of this kind has less than 32: anything
// else that a virtual machine may say is not believed, so that no shift has to fear it.
void decode_address_size(kernel::CpuInfo& info, u32 bits)
{
    if (bits >= 32) info.phys_bits = static_cast<u8>(std::min(bits, 52u));
}

void decode_extended(kernel::CpuInfo& info, CpuidReader cpuid)
{
    // CPUs before these leaves answer with some other leaf's content.
    u32 const highest = cpuid(kExtendedLeaves).eax;
    if (highest >> 16 != kExtendedLeaves >> 16) return;
    if (highest >= kExtendedLeaves + 1) info.extended_edx = cpuid(kExtendedLeaves + 1).edx;
    info.nx = bit(info.extended_edx, 20);
    if (highest >= kExtendedLeaves + 4) info.name = decode_name(cpuid);
    if (highest >= kExtendedLeaves + 8) decode_address_size(info, cpuid(kExtendedLeaves + 8).eax & 0xFF);
}

} // namespace

kernel::CpuInfo decode_cpu_info(CpuidReader cpuid)
{
    kernel::CpuInfo info;
    CpuidLeaf const leaf0 = cpuid(0);
    for (u32 const word : {leaf0.ebx, leaf0.edx, leaf0.ecx}) append_letters(info.vendor, word);
    if (leaf0.eax >= 1) {
        CpuidLeaf const leaf1 = cpuid(1);
        decode_signature(info, leaf1.eax);
        decode_feature_bits(info, leaf1.edx);
        info.leaf1_edx = leaf1.edx;
        info.leaf1_ecx = leaf1.ecx;
    }
    decode_extended(info, cpuid);
    return info;
}

} // namespace arch
