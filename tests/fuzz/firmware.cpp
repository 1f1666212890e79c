// SPDX-License-Identifier: MIT
// A BIOS that writes anything into the tables that list CPUs and names. Checksums would keep nearly all of it
// out, so the fuzzer chooses for each table whether it gets its name, the right sum and the address of the
// next one.
//
//   input: | switches | address bits | length, bytes | length, bytes | ...   one piece for each place below
#include "arch/x86_32/decode/firmware_cpus.hpp"
#include "arch/x86_32/decode/smbios.hpp"
#include "lib/check.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

/// Takes the input apart, from its front; what is missing is zero.
class Input {
public:
    explicit Input(std::span<u8 const> bytes) : bytes_{bytes} {}

    u8 byte()
    {
        if (bytes_.empty()) return 0;
        u8 const value = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return value;
    }
    std::vector<u8> piece()
    {
        u8 const low = byte();
        u8 const high = byte();
        auto const length = std::min(bytes_.size(), std::size_t{low} | std::size_t{high} << 8);
        std::vector<u8> const taken{bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(length)};
        bytes_ = bytes_.subspan(length);
        return taken;
    }

private:
    std::span<u8 const> bytes_;
};

struct Piece {
    u64 begin;
    std::vector<u8> bytes;

    void set(std::size_t offset, u32 value)
    {
        if (offset + sizeof(value) <= bytes.size()) std::memcpy(&bytes[offset], &value, sizeof(value));
    }
    void name(std::string_view letters)
    {
        std::copy_n(letters.begin(), std::min(letters.size(), bytes.size()), bytes.begin());
    }
    /// Makes its first `covered` bytes sum to zero.
    void sum(std::size_t offset, std::size_t covered)
    {
        if (offset >= bytes.size()) return;
        bytes[offset] = 0;
        u8 total = 0;
        for (u8 const byte : std::span{bytes}.first(std::min(covered, bytes.size())))
            total = static_cast<u8>(total + byte);
        bytes[offset] = static_cast<u8>(-total);
    }
};

// Far apart, in the order in which their pieces come.
enum Place : u8 { BiosData, Anchor, Root, Madt, MpPointer, MpTable, NamesAnchor, Names, kPlaces };
constexpr u64 kAddress[kPlaces] = {0x400,    0xE'0000,    0x1000'0000, 0x2000'0000,
                                   0xF'0000, 0x3000'0000, 0xF'8000,    0x3800'0000};

class Memory final : public arch::PhysicalReader {
public:
    explicit Memory(Input input)
    {
        u8 const mended = input.byte();
        end_ = u64{1} << (32 + input.byte() % 21);
        for (u8 place = 0; place < kPlaces; ++place) pieces_[place] = {kAddress[place], input.piece()};
        for (u8 place = 0; place < kPlaces; ++place)
            if ((mended >> place & 1) != 0) mend(Place{place}, pieces_[place]);
    }
    bool copy(PhysAddr from, std::span<std::byte> into) override
    {
        if (from.raw() >= end_ || into.size() > end_ - from.raw()) return false;
        std::fill(into.begin(), into.end(), std::byte{0xFF}); // an empty bus
        for (Piece const& piece : pieces_) overlay(piece, from.raw(), into);
        return true;
    }

private:
    static void overlay(Piece const& piece, u64 from, std::span<std::byte> into)
    {
        u64 const begin = std::max(piece.begin, from);
        u64 const end = std::min(piece.begin + piece.bytes.size(), from + into.size());
        if (begin < end) std::memcpy(&into[begin - from], &piece.bytes[begin - piece.begin], end - begin);
    }
    static void mend(Place place, Piece& piece)
    {
        auto const bytes = static_cast<u32>(piece.bytes.size());
        switch (place) {
        case BiosData: return piece.set(0xE, 0x8000 | 640u << 24); // where the EBDA is
        case Anchor:
            piece.name("RSD PTR ");
            piece.set(16, kAddress[Root]);
            piece.set(24, kAddress[Root]);
            piece.set(28, 0);
            return piece.sum(8, 20);
        case Root:
            piece.name(bytes % 2 == 0 ? "RSDT" : "XSDT");
            piece.set(4, bytes);
            piece.set(36, kAddress[Madt]); // the first one listed
            return piece.sum(9, bytes);
        case Madt:
            piece.name("APIC");
            piece.set(4, bytes);
            return piece.sum(9, bytes);
        case MpPointer:
            piece.name("_MP_");
            piece.set(4, kAddress[MpTable]);
            return piece.sum(10, 16);
        case MpTable:
            piece.name("PCMP");
            piece.set(4, bytes & 0xFFFF);
            return piece.sum(7, bytes);
        case NamesAnchor:
            piece.name(bytes % 2 == 0 ? "_SM_" : "_SM3_");
            piece.set(bytes % 2 == 0 ? 5 : 6, bytes % 2 == 0 ? 0x1F : 0x18);
            piece.set(bytes % 2 == 0 ? 0x18 : 0x10, kAddress[Names]);
            return piece.sum(8, bytes % 2 == 0 ? 0x1F : 0x18);
        case Names:
        case kPlaces: return;
        }
    }

    u64 end_;
    std::array<Piece, kPlaces> pieces_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(u8 const* data, std::size_t size)
{
    Memory memory{Input{{data, size}}};
    static arch::CpuList list;
    list = {};
    arch::find_firmware_cpus(memory, {}, list);
    kernel::BoardNames names;
    arch::read_board_names(memory, names);
    for (char const letter : names.board_name.view()) CHECK(letter >= ' ' && letter <= '~');
    auto const ids = list.apic_ids.view();
    for (auto id = ids.begin(); id != ids.end(); ++id) {
        CHECK(*id != 0xFF); // that would be all CPUs at once
        CHECK(std::find(ids.begin(), id, *id) == id);
    }
    CHECK(list.source != arch::CpuList::Source::None || ids.empty());
    return 0;
}
