// SPDX-License-Identifier: MIT
// Offsets as in DSP0134 3.x, chapters 5 (anchors) and 7 (structures). Every step moves on by four bytes or
// more, and the table has an end.
#include "arch/x86_32/decode/smbios.hpp"

#include <algorithm>
#include <array>

namespace arch {

namespace {

using kernel::BoardName;
using kernel::BoardNames;

constexpr PhysAddr kAnchors{0xF'0000ull};
constexpr u32 kAnchorBytes = 0x1'0000;
constexpr u32 kMostBytes = 0x1'0000; // of the structures: some KiB in real tables
constexpr u8 kBios = 0, kSystem = 1, kBoard = 2, kEnd = 127;

struct Header {
    u8 type;
    u8 bytes; ///< without the strings behind it
    u16 handle;
};
static_assert(sizeof(Header) == 4);

// The anchors of SMBIOS 2 and 3 differ in where they keep their own length, the table's, and its address.
std::optional<PhysicalTable> structures_2(PhysicalReader& reader)
{
    auto const at = find_paragraph(reader, kAnchors, kAnchorBytes, "_SM_");
    auto const own_bytes = at ? read_object<u8>(reader, *at + 5) : std::nullopt;
    if (!own_bytes || PhysicalTable{reader, *at, *own_bytes}.checksum() != 0) return std::nullopt;
    auto const bytes = read_object<u16>(reader, *at + 0x16);
    auto const base = read_object<u32>(reader, *at + 0x18);
    if (!bytes || !base) return std::nullopt;
    return PhysicalTable{reader, PhysAddr{u64{*base}}, *bytes};
}

std::optional<PhysicalTable> structures_3(PhysicalReader& reader)
{
    auto const at = find_paragraph(reader, kAnchors, kAnchorBytes, "_SM3_");
    auto const own_bytes = at ? read_object<u8>(reader, *at + 6) : std::nullopt;
    if (!own_bytes || PhysicalTable{reader, *at, *own_bytes}.checksum() != 0) return std::nullopt;
    auto const bytes = read_object<u32>(reader, *at + 0x0C);
    auto const base = read_object<u64>(reader, *at + 0x10);
    if (!bytes || !base) return std::nullopt;
    return PhysicalTable{reader, PhysAddr{*base}, std::min(*bytes, kMostBytes)};
}

char printable(u8 letter) { return letter >= ' ' && letter <= '~' ? static_cast<char>(letter) : ' '; }

/// One structure: the number of a string stands in its formatted part, the strings themselves behind that.
class Structure {
public:
    Structure(PhysicalTable const& table, u32 at, Header header) : table_{table}, at_{at}, header_{header} {}

    /// The string whose number is in the byte at `field`; unchanged if there is none.
    void read(u32 field, BoardName& into) const
    {
        if (field >= header_.bytes || !into.empty()) return;
        u32 number = table_.read<u8>(at_ + field).value_or(0);
        if (number == 0) return;
        u32 at = at_ + header_.bytes;
        while (--number != 0) {
            if (letter(at) == 0) return; // the list has ended
            at = behind_string(at);
        }
        for (; letter(at) != 0; ++at) {
            char const shown = printable(letter(at));
            into.append({&shown, 1});
        }
    }
    /// Where the next one begins: behind the empty string that ends the list.
    [[nodiscard]] u32 end() const
    {
        u32 at = at_ + header_.bytes;
        if (letter(at) == 0) return at + 2; // no strings at all: two zeros
        while (letter(at) != 0) at = behind_string(at);
        return at + 1;
    }

private:
    [[nodiscard]] u8 letter(u32 at) const { return table_.read<u8>(at).value_or(0); }
    [[nodiscard]] u32 behind_string(u32 at) const
    {
        while (letter(at) != 0) ++at;
        return at + 1;
    }

    PhysicalTable const& table_;
    u32 at_;
    Header header_;
};

void take_names(Structure const& structure, u8 type, BoardNames& names)
{
    switch (type) {
    case kBios:
        structure.read(0x04, names.bios_maker);
        structure.read(0x05, names.bios_version);
        return structure.read(0x08, names.bios_date);
    case kSystem:
        structure.read(0x04, names.system_maker);
        structure.read(0x05, names.system_name);
        return structure.read(0x06, names.system_version);
    case kBoard:
        structure.read(0x04, names.board_maker);
        structure.read(0x05, names.board_name);
        return structure.read(0x06, names.board_version);
    default: return;
    }
}

} // namespace

void read_board_names(PhysicalReader& reader, BoardNames& names)
{
    auto table = structures_2(reader);
    if (!table) table = structures_3(reader);
    if (!table) return;
    names.known = true;
    for (u32 at = 0; at < table->bytes();) {
        auto const header = table->read<Header>(at);
        if (!header || header->bytes < sizeof(Header) || header->type == kEnd) return;
        Structure const structure{*table, at, *header};
        take_names(structure, header->type, names);
        at = structure.end();
    }
}

} // namespace arch
