// SPDX-License-Identifier: MIT
// The searching and summing side of arch/x86_32/decode/physical_table.hpp.
#include "arch/x86_32/decode/physical_table.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace arch {

namespace {

constexpr u32 kParagraph = 16;
constexpr PhysAddr kEbdaSegment{0x40Eull}; // the BIOS data area's word with the real-mode segment of the EBDA
constexpr u16 kLeastEbdaSegment = 0x40;    // 1 KiB: below lie the interrupt vectors
constexpr u16 kEndOfConventional = 0xA000; // 640 KiB: there the VGA memory begins

u8 sum(std::span<u8 const> bytes)
{
    return std::accumulate(bytes.begin(), bytes.end(), u8{0},
                           [](u8 total, u8 byte) { return static_cast<u8>(total + byte); });
}

} // namespace

std::optional<u8> PhysicalTable::checksum() const
{
    std::array<u8, 256> chunk; // not the whole table: firmware chooses its size
    u8 total = 0;
    for (u32 done = 0; done < bytes_;) {
        auto const part = std::span{chunk}.first(std::min<u32>(bytes_ - done, chunk.size()));
        if (!reader_->copy(base_ + done, std::as_writable_bytes(part))) return std::nullopt;
        total = static_cast<u8>(total + sum(part));
        done += static_cast<u32>(part.size());
    }
    return total;
}

std::optional<PhysAddr> find_paragraph(PhysicalReader& reader, PhysAddr begin, u32 bytes,
                                       std::string_view signature)
{
    for (u32 offset = 0; offset + kParagraph <= bytes; offset += kParagraph) {
        auto const paragraph = read_object<std::array<char, kParagraph>>(reader, begin + offset);
        if (paragraph && std::equal(signature.begin(), signature.end(), paragraph->begin()))
            return begin + offset;
    }
    return std::nullopt;
}

std::optional<PhysAddr> extended_bios_data(PhysicalReader& reader)
{
    auto const segment = read_object<u16>(reader, kEbdaSegment);
    if (!segment || *segment < kLeastEbdaSegment || *segment >= kEndOfConventional) return std::nullopt;
    return PhysAddr{u64{*segment} * kParagraph};
}

} // namespace arch
