// SPDX-License-Identifier: MIT
// Three generations of description (SDM vol. 2A, CPUID; AMD manual vol. 3, appendix E): leaf 4 describes
// each cache, AMD's extended leaves have a word for each, and Intel's leaf 2 has a byte for each, to be
// looked up in a table.
#include "arch/x86_32/decode/cpu_caches.hpp"

#include <algorithm>
#include <array>

namespace arch {

namespace {

using kernel::Cache;
using kernel::CacheList;
using CacheKind = Cache::Kind;

constexpr u32 kExtendedCaches = 0x8000'0000; // extended leaves count from here
constexpr u32 kEbxOfIntel = 0x756E'6547;     // "Genu"

constexpr u32 field(u32 word, u32 high, u32 low) { return word >> low & ((2u << (high - low)) - 1); }

// Leaf 4.

Cache deterministic_cache(CpuidLeaf const& leaf)
{
    u32 const type = field(leaf.eax, 4, 0);
    u32 const line = field(leaf.ebx, 11, 0) + 1;
    u32 const ways = field(leaf.ebx, 31, 22) + 1;
    u64 const bytes = u64{ways} * (field(leaf.ebx, 21, 12) + 1) * line * (u64{leaf.ecx} + 1);
    bool const fully = field(leaf.eax, 9, 9) != 0;
    return {.kind = type == 1   ? CacheKind::Data
                    : type == 2 ? CacheKind::Instructions
                                : CacheKind::Unified,
            .level = static_cast<u8>(field(leaf.eax, 7, 5)),
            .kib = static_cast<u32>(bytes >> 10),
            .ways = fully ? Cache::kFullyAssociative : ways,
            .line_bytes = line};
}

CacheList deterministic_caches(CpuidSubleafReader cpuid)
{
    CacheList found;
    constexpr u32 kMostSubleaves = 16; // where a CPU answers without an end
    for (u32 subleaf = 0; subleaf < kMostSubleaves; ++subleaf) {
        CpuidLeaf const leaf = cpuid(4, subleaf);
        if (field(leaf.eax, 4, 0) == 0) break;
        found.push(deterministic_cache(leaf));
    }
    return found;
}

// AMD, and those that followed.

// The four-bit code in the leaf of the outer caches.
u32 ways_of_code(u32 code)
{
    constexpr std::array<u32, 16> kWays{0,  1, 2,  0,  4,  0,  8,   0,
                                        16, 0, 32, 48, 64, 96, 128, Cache::kFullyAssociative};
    return kWays[code];
}

void add_inner(CacheList& found, CacheKind kind, u32 word)
{
    u32 const kib = field(word, 31, 24);
    u32 const ways = field(word, 23, 16);
    if (kib == 0) return;
    found.push({.kind = kind,
                .level = 1,
                .kib = kib,
                .ways = ways == 0xFF ? Cache::kFullyAssociative : ways,
                .line_bytes = field(word, 7, 0)});
}

void add_outer(CacheList& found, u8 level, u32 word, u32 kib)
{
    u32 const code = field(word, 15, 12);
    if (code == 0 || kib == 0) return; // switched off, or absent
    found.push({.kind = CacheKind::Unified,
                .level = level,
                .kib = kib,
                .ways = ways_of_code(code),
                .line_bytes = field(word, 7, 0)});
}

CacheList extended_caches(CpuidSubleafReader cpuid)
{
    CacheList found;
    u32 const highest = cpuid(kExtendedCaches, 0).eax;
    if (highest >> 16 != kExtendedCaches >> 16 || highest < kExtendedCaches + 5) return found;
    CpuidLeaf const inner = cpuid(kExtendedCaches + 5, 0);
    add_inner(found, CacheKind::Data, inner.ecx);
    add_inner(found, CacheKind::Instructions, inner.edx);
    if (highest < kExtendedCaches + 6) return found;
    CpuidLeaf const outer = cpuid(kExtendedCaches + 6, 0);
    add_outer(found, 2, outer.ecx, field(outer.ecx, 31, 16));
    add_outer(found, 3, outer.edx, field(outer.edx, 31, 18) * 512);
    return found;
}

// Leaf 2.

struct CodeRow {
    u8 code;
    Cache cache;
};

constexpr auto kDataOnly = CacheKind::Data;
constexpr auto kCodeOnly = CacheKind::Instructions;
constexpr auto kBoth = CacheKind::Unified;

constexpr CodeRow kCodeRows[] = {
    {0x06, {kCodeOnly, 1, 8, 4, 32}},  {0x08, {kCodeOnly, 1, 16, 4, 32}}, {0x09, {kCodeOnly, 1, 32, 4, 64}},
    {0x0A, {kDataOnly, 1, 8, 2, 32}},  {0x0C, {kDataOnly, 1, 16, 4, 32}}, {0x0D, {kDataOnly, 1, 16, 4, 64}},
    {0x0E, {kDataOnly, 1, 24, 6, 64}}, {0x1D, {kBoth, 2, 128, 2, 64}},    {0x21, {kBoth, 2, 256, 8, 64}},
    {0x22, {kBoth, 3, 512, 4, 64}},    {0x23, {kBoth, 3, 1024, 8, 64}},   {0x24, {kBoth, 2, 1024, 16, 64}},
    {0x25, {kBoth, 3, 2048, 8, 64}},   {0x29, {kBoth, 3, 4096, 8, 64}},   {0x2C, {kDataOnly, 1, 32, 8, 64}},
    {0x30, {kCodeOnly, 1, 32, 8, 64}}, {0x41, {kBoth, 2, 128, 4, 32}},    {0x42, {kBoth, 2, 256, 4, 32}},
    {0x43, {kBoth, 2, 512, 4, 32}},    {0x44, {kBoth, 2, 1024, 4, 32}},   {0x45, {kBoth, 2, 2048, 4, 32}},
    {0x46, {kBoth, 3, 4096, 4, 64}},   {0x47, {kBoth, 3, 8192, 8, 64}},   {0x48, {kBoth, 2, 3072, 12, 64}},
    {0x49, {kBoth, 2, 4096, 16, 64}},  {0x4A, {kBoth, 3, 6144, 12, 64}},  {0x4B, {kBoth, 3, 8192, 16, 64}},
    {0x4C, {kBoth, 3, 12288, 12, 64}}, {0x4D, {kBoth, 3, 16384, 16, 64}}, {0x4E, {kBoth, 2, 6144, 24, 64}},
    {0x60, {kDataOnly, 1, 16, 8, 64}}, {0x66, {kDataOnly, 1, 8, 4, 64}},  {0x67, {kDataOnly, 1, 16, 4, 64}},
    {0x68, {kDataOnly, 1, 32, 4, 64}}, {0x78, {kBoth, 2, 1024, 4, 64}},   {0x79, {kBoth, 2, 128, 8, 64}},
    {0x7A, {kBoth, 2, 256, 8, 64}},    {0x7B, {kBoth, 2, 512, 8, 64}},    {0x7C, {kBoth, 2, 1024, 8, 64}},
    {0x7D, {kBoth, 2, 2048, 8, 64}},   {0x7F, {kBoth, 2, 512, 2, 64}},    {0x80, {kBoth, 2, 512, 8, 64}},
    {0x82, {kBoth, 2, 256, 8, 32}},    {0x83, {kBoth, 2, 512, 8, 32}},    {0x84, {kBoth, 2, 1024, 8, 32}},
    {0x85, {kBoth, 2, 2048, 8, 32}},   {0x86, {kBoth, 2, 512, 4, 64}},    {0x87, {kBoth, 2, 1024, 8, 64}},
    {0xD0, {kBoth, 3, 512, 4, 64}},    {0xD1, {kBoth, 3, 1024, 4, 64}},   {0xD2, {kBoth, 3, 2048, 4, 64}},
    {0xD6, {kBoth, 3, 1024, 8, 64}},   {0xD7, {kBoth, 3, 2048, 8, 64}},   {0xD8, {kBoth, 3, 4096, 8, 64}},
    {0xDC, {kBoth, 3, 1536, 12, 64}},  {0xDD, {kBoth, 3, 3072, 12, 64}},  {0xDE, {kBoth, 3, 6144, 12, 64}},
    {0xE2, {kBoth, 3, 2048, 16, 64}},  {0xE3, {kBoth, 3, 4096, 16, 64}},  {0xE4, {kBoth, 3, 8192, 16, 64}},
    {0xEA, {kBoth, 3, 12288, 24, 64}}, {0xEB, {kBoth, 3, 18432, 24, 64}}, {0xEC, {kBoth, 3, 24576, 24, 64}},
};

// Other bytes are about TLBs and prefetching, or about nothing.
void add_descriptor(CacheList& found, u32 code)
{
    auto const* const row = std::ranges::find(kCodeRows, code, &CodeRow::code);
    if (row != std::end(kCodeRows)) found.push(row->cache);
}

CacheList described_caches(CpuidSubleafReader cpuid)
{
    constexpr u32 kNoDescriptors = 1u << 31;
    CacheList found;
    CpuidLeaf const leaf = cpuid(2, 0);
    // The lowest byte is how often to ask, which is once on every CPU that was ever made.
    for (u32 const word : {leaf.eax & ~u32{0xFF}, leaf.ebx, leaf.ecx, leaf.edx})
        for (u32 shift = 0; (word & kNoDescriptors) == 0 && shift < 32; shift += 8)
            add_descriptor(found, word >> shift & 0xFF);
    return found;
}

} // namespace

CacheList decode_caches(CpuidSubleafReader cpuid)
{
    CpuidLeaf const leaf0 = cpuid(0, 0);
    if (leaf0.eax >= 4)
        if (auto const found = deterministic_caches(cpuid); !found.empty()) return found;
    if (leaf0.ebx != kEbxOfIntel) return extended_caches(cpuid); // Intel has the leaves, and zeros in them
    return leaf0.eax >= 2 ? described_caches(cpuid) : CacheList{};
}

} // namespace arch
