// SPDX-License-Identifier: MIT
#include "boot/framebuffer.hpp"

#include "lib/format.hpp"

#include <algorithm>

namespace boot {
namespace {

constexpr u32 kIndexed = 0, kDirectColour = 1, kText = 2;
constexpr u32 kLeastWidth = 640, kLeastHeight = 400, kMostPixels = 16384;
constexpr u64 kMostBytes = 64_MiB; // as much as the early page tables have room for

// Only where colours are direct: another kind's description may end before them.
kernel::ColourField colour_at(PhysicalReader const& memory, u64 at)
{
    u32 const shift_and_bits = memory.half_word(at).value_or(0);
    return {.shift = static_cast<u8>(shift_and_bits), .bits = static_cast<u8>(shift_and_bits >> 8)};
}

bool fits(kernel::ColourField colour, u32 bits)
{
    return colour.bits >= 1 && colour.bits <= 8 && colour.shift + u32{colour.bits} <= bits;
}

} // namespace

std::optional<FramebufferClaim> read_framebuffer(PhysicalReader const& memory, u64 at, u64 colours)
{
    auto const address = memory.double_word(at);
    auto const pitch = memory.word(at + 8), width = memory.word(at + 12), height = memory.word(at + 16);
    auto const kind = memory.half_word(at + 20);
    if (!address || !pitch || !width || !height || !kind) return std::nullopt;
    u32 const bits_and_kind = *kind;
    return FramebufferClaim{.address = *address,
                            .pitch = *pitch,
                            .width = *width,
                            .height = *height,
                            .bits = bits_and_kind & 0xFF,
                            .kind = bits_and_kind >> 8,
                            .red = colour_at(memory, colours),
                            .green = colour_at(memory, colours + 2),
                            .blue = colour_at(memory, colours + 4)};
}

bool is_text(FramebufferClaim const& claim) { return claim.kind == kText; }

lib::Text<96> why_unusable(FramebufferClaim const& claim)
{
    if (claim.bits != 8 && claim.bits != 16 && claim.bits != 24 && claim.bits != 32)
        return lib::formatted<96>("has {} bits a pixel, not 8, 16, 24 or 32", claim.bits);
    if (claim.kind == kIndexed && claim.bits != 8)
        return lib::formatted<96>("has a table of colours for {} bits a pixel, not for 8", claim.bits);
    if (claim.kind != kIndexed && claim.kind != kDirectColour)
        return lib::formatted<96>("is of kind {}, which is unknown", claim.kind);
    if (claim.width < kLeastWidth || claim.height < kLeastHeight)
        return lib::formatted<96>("has {} by {} pixels, too few for 80 by 25 letters", claim.width,
                                  claim.height);
    if (claim.width > kMostPixels || claim.height > kMostPixels)
        return lib::formatted<96>("has {} by {} pixels, which cannot be", claim.width, claim.height);
    if (claim.pitch < claim.width * (claim.bits / 8))
        return lib::formatted<96>("has rows of {} bytes, too few for {} pixels", claim.pitch, claim.width);
    if (u64{claim.pitch} * claim.height > kMostBytes)
        return lib::formatted<96>("has {} rows of {} bytes, more than 64 MiB", claim.height, claim.pitch);
    if (claim.address == 0 || claim.address > ~u64{0} - kMostBytes)
        return lib::formatted<96>("is said to lie at {:#x}", claim.address);
    if (claim.kind == kIndexed) return {};
    if (!fits(claim.red, claim.bits) || !fits(claim.green, claim.bits) || !fits(claim.blue, claim.bits))
        return lib::formatted<96>("has colours that lie outside of a pixel");
    return {};
}

kernel::Framebuffer as_framebuffer(FramebufferClaim const& claim)
{
    // Where a table of colours has the number of its entries, others have their fields.
    bool const indexed = claim.kind == kIndexed;
    return {.base = PhysAddr{claim.address},
            .pitch = claim.pitch,
            .width = claim.width,
            .height = claim.height,
            .bits = claim.bits,
            .red = indexed ? kernel::ColourField{} : claim.red,
            .green = indexed ? kernel::ColourField{} : claim.green,
            .blue = indexed ? kernel::ColourField{} : claim.blue};
}

bool in_usable_memory(kernel::Framebuffer const& screen, kernel::BootInfo const& info)
{
    u64 const begin = screen.base.raw(), end = begin + screen.bytes();
    auto const overlaps = [=](mm::FirmwareRange const& range) {
        u64 const first = range.begin.raw();
        return range.type == mm::FirmwareRange::kUsable && first < end &&
               (first >= begin || range.bytes > begin - first);
    };
    return std::ranges::any_of(std::span{info.memory}.first(info.memory_count), overlaps);
}

} // namespace boot
