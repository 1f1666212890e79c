// SPDX-License-Identifier: MIT
// From the firmware's lines to frames. The set arithmetic is done in bytes, and only its result is cut to
// whole frames, so that two usable lines that meet inside a frame still make it whole.
#include "mm/memory_map.hpp"

#include "mm/frame_info.hpp"

#include <algorithm>

namespace mm {

namespace {

constexpr PhysAddr kEndOfAddresses{~u64{0}};
constexpr PhysRange kFrameZero{PhysAddr{0ull}, PhysAddr{u64{kPageSize}}};
constexpr PhysRange kLegacyArea{PhysAddr{640_KiB}, PhysAddr{1_MiB}};
constexpr PhysRange kApicArea{PhysAddr{u64{0xFEC0'0000}}, PhysAddr{u64{1} << 32}};
// The highest number of 28 bits ends the allocator's lists.
constexpr PhysAddr kEndOfNumbers = Pfn{FrameInfo::kNoFrame}.base();

bool wraps(FirmwareRange const& line) { return line.bytes > kEndOfAddresses - line.begin; }

PhysRange bytes_of(FirmwareRange const& line)
{
    return {line.begin, wraps(line) ? kEndOfAddresses : line.begin + line.bytes};
}

/// The whole frames inside.
FrameRange frames_inside(PhysRange bytes)
{
    PhysAddr const up{(bytes.begin.raw() + kPageSize - 1) & ~u64{kPageSize - 1}};
    FrameRange const frames{Pfn::of(up), Pfn::of(bytes.end)};
    return frames.empty() ? FrameRange{frames.begin, frames.begin} : frames;
}

/// The frames that it touches.
FrameRange frames_touched(PhysRange bytes)
{
    PhysAddr const begin = std::min(bytes.begin, kEndOfNumbers);
    PhysAddr const end = std::min(bytes.end, kEndOfNumbers);
    return {Pfn::of(begin), Pfn::of(end + (kPageSize - 1))};
}

/// The bytes that are RAM, until a reason is found against them.
class RamBytes {
public:
    using Notes = lib::BoundedList<Dropped, MemoryMap::kMaxDropped>;
    explicit RamBytes(Notes& notes) : notes_{notes} {}

    void add(FirmwareRange const& line)
    {
        PhysRange const bytes = bytes_of(line);
        if (line.bytes == 0) note({line.begin, line.begin}, DropReason::NoBytes);
        if (wraps(line)) note({kEndOfAddresses, kEndOfAddresses}, DropReason::WrapsAround);
        if (!set_.add(bytes)) note(bytes, DropReason::TooManyPieces);
    }
    void take_out(PhysRange bytes, DropReason reason)
    {
        for (PhysRange const piece : set_.pieces()) {
            PhysRange const lost{std::max(piece.begin, bytes.begin), std::min(piece.end, bytes.end)};
            if (lost.bytes() != 0) note(lost, reason);
        }
        if (!set_.remove(bytes)) note({bytes.end, kEndOfAddresses}, DropReason::TooManyPieces);
    }
    [[nodiscard]] std::span<PhysRange const> pieces() const { return set_.pieces(); }

private:
    void note(PhysRange bytes, DropReason reason) { notes_.push({bytes.begin, bytes.end, reason}); }

    Notes& notes_;
    RangeSet<PhysRange, MemoryMap::kMaxPieces> set_;
};

PhysAddr end_for_bits(u8 phys_bits)
{
    return phys_bits >= 64 ? kEndOfAddresses : PhysAddr{u64{1} << phys_bits};
}

} // namespace

MemoryMap::MemoryMap(std::span<FirmwareRange const> firmware, std::span<ReservedRange const> in_use,
                     MemoryLimits const& limits)
{
    RamBytes bytes{dropped_};
    for (auto const& line : firmware) {
        if (line.type == FirmwareRange::kUsable) bytes.add(line);
    }
    for (auto const& line : firmware) {
        if (line.type != FirmwareRange::kUsable) bytes.take_out(bytes_of(line), DropReason::Reserved);
    }
    bytes.take_out(kFrameZero, DropReason::FrameZero);
    bytes.take_out(kLegacyArea, DropReason::LegacyArea);
    bytes.take_out(kApicArea, DropReason::ApicArea);
    bytes.take_out({end_for_bits(limits.phys_bits), kEndOfAddresses}, DropReason::BeyondCpu);
    bytes.take_out({kEndOfNumbers, kEndOfAddresses}, DropReason::BeyondNumbers);
    bytes.take_out({limits.mem_limit, kEndOfAddresses}, DropReason::BeyondLimit);

    for (PhysRange const piece : bytes.pieces()) {
        FrameRange const frames = frames_inside(piece);
        if (piece.begin < frames.begin.base()) {
            dropped_.push({piece.begin, std::min(piece.end, frames.begin.base()), DropReason::PartOfFrame});
        }
        PhysAddr const whole_end = frames.end.base();
        if (frames.begin.base() <= whole_end && whole_end < piece.end && !frames.empty()) {
            dropped_.push({whole_end, piece.end, DropReason::PartOfFrame});
        }
        static_cast<void>(ram_.add(frames)); // no more pieces than above
    }
    unused_ = ram_;
    for (auto const& range : in_use) unused_.remove(frames_touched({range.begin, range.end}));
}

Pfn MemoryMap::ram_end() const { return ram().empty() ? Pfn{} : ram().back().end; }

void MemoryMap::drop(FrameRange frames, DropReason reason)
{
    for (FrameRange const piece : ram()) {
        FrameRange const lost{std::max(piece.begin, frames.begin), std::min(piece.end, frames.end)};
        if (!lost.empty()) dropped_.push({lost.begin.base(), lost.end.base(), reason});
    }
    // What a set loses beyond `frames` because it has too many pieces is not handed out either.
    static_cast<void>(ram_.remove(frames));
    static_cast<void>(unused_.remove(frames));
}

void MemoryMap::drop_from(Pfn end, DropReason reason) { drop({end, Pfn{FrameInfo::kNoFrame}}, reason); }

u32 count_frames(std::span<FrameRange const> pieces, FrameRange within)
{
    u32 count = 0;
    for (FrameRange const piece : pieces) {
        count += FrameRange{std::max(piece.begin, within.begin), std::min(piece.end, within.end)}.count();
    }
    return count;
}

char const* drop_reason_text(DropReason reason)
{
    switch (reason) {
    case DropReason::NoBytes: return "the line describes no bytes";
    case DropReason::WrapsAround: return "the line runs past the end of all addresses";
    case DropReason::Reserved: return "another line calls it reserved";
    case DropReason::LegacyArea: return "VGA and BIOS lie between 640 KiB and 1 MiB";
    case DropReason::ApicArea: return "APICs and BIOS lie at the end of the first 4 GiB";
    case DropReason::Silent: return "it does not keep what is written into it";
    case DropReason::FrameZero: return "frame 0 belongs to the BIOS, and page 0 stays unmapped";
    case DropReason::PartOfFrame: return "less than a frame of 4 KiB";
    case DropReason::BeyondCpu: return "beyond the CPU's physical address bits";
    case DropReason::BeyondLimit: return "beyond mem=";
    case DropReason::BeyondNumbers: return "beyond 1 TiB, where frame numbers end";
    case DropReason::NoMetadata: return "no lowmem left for 8 bytes about each frame of it";
    case DropReason::TooManyPieces: return "the memory map has too many pieces";
    }
    return "unknown";
}

} // namespace mm
