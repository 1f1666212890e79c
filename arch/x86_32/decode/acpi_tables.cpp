// SPDX-License-Identifier: MIT
// Finding ACPI tables among whatever a BIOS left behind. See arch/x86_32/decode/acpi_tables.hpp.
#include "arch/x86_32/decode/acpi_tables.hpp"

#include <cstring>
#include <numeric>

namespace arch {

namespace {

struct Rsdp {
    std::array<char, 8> signature;
    u8 checksum; // over the first 20 bytes
    std::array<char, 6> oem;
    u8 revision; // 0: ACPI 1.0, which ends after `rsdt`
    u32 rsdt;
    u32 bytes;
    u32 xsdt_low; // in two halves, so that the layout does not depend on how a u64 is aligned
    u32 xsdt_high;
    u8 extended_checksum; // over all 36
    std::array<u8, 3> reserved;

    [[nodiscard]] PhysAddr xsdt() const { return PhysAddr{u64{xsdt_high} << 32 | xsdt_low}; }
};
static_assert(sizeof(Rsdp) == 36);

constexpr u32 kOldRsdpBytes = 20;
constexpr std::string_view kRsdpSignature = "RSD PTR ";

// The largest table that is taken seriously. Real ones stay far below (a DSDT reaches some 100 KiB); a
// damaged length of 4 GiB must not cost the boot a minute of summing.
constexpr u32 kLargestTable = 1024 * 1024;

struct SearchArea {
    PhysAddr begin;
    u32 bytes;
};
constexpr SearchArea kRsdpArea{PhysAddr{0xE'0000ull}, 0x2'0000};
constexpr u32 kEbdaSearched = 1024;

bool believable_length(AcpiHeader const& header)
{
    return header.bytes >= sizeof(AcpiHeader) && header.bytes <= kLargestTable;
}

bool sums_to_zero(PhysicalTable const& table) { return table.checksum() == u8{0}; }

// The first good RSDP in an area. Its signature may also occur in a string somewhere: only the sum decides.
std::optional<Rsdp> find_rsdp(PhysicalReader& reader, SearchArea area, Complaints& complaints)
{
    auto const end = area.begin + area.bytes;
    for (auto from = area.begin; from < end;) {
        auto const at = find_paragraph(reader, from, static_cast<u32>(end - from), kRsdpSignature);
        if (!at) return std::nullopt;
        if (sums_to_zero({reader, *at, kOldRsdpBytes})) return read_object<Rsdp>(reader, *at);
        complaints.add("ACPI: the RSDP at {} has a wrong checksum; looking for another", *at);
        from = *at + 16;
    }
    return std::nullopt;
}

// UEFI puts none where a BIOS would, so its boot loader hands over a copy.
std::optional<Rsdp> handed_over(kernel::RsdpCopy const& copy, Complaints& complaints)
{
    if (copy.bytes < kOldRsdpBytes) return std::nullopt;
    Rsdp rsdp;
    std::memcpy(&rsdp, copy.data.data(), sizeof(rsdp)); // an old one ends in zeros
    auto const sum =
        std::accumulate(copy.data.begin(), copy.data.begin() + kOldRsdpBytes, 0u,
                        [](u32 total, std::byte byte) { return total + std::to_integer<u32>(byte); });
    if (std::string_view{rsdp.signature.data(), rsdp.signature.size()} == kRsdpSignature && sum % 256 == 0)
        return rsdp;
    complaints.add("ACPI: the boot loader's copy of the RSDP has a wrong checksum; looking for another");
    return std::nullopt;
}

std::optional<Rsdp> find_rsdp(PhysicalReader& reader, kernel::RsdpCopy const& anchor, Complaints& complaints)
{
    if (auto const given = handed_over(anchor, complaints)) return given;
    if (auto const ebda = extended_bios_data(reader))
        if (auto const found = find_rsdp(reader, {*ebda, kEbdaSearched}, complaints)) return found;
    return find_rsdp(reader, kRsdpArea, complaints);
}

} // namespace

std::optional<AcpiRoot> AcpiRoot::find(PhysicalReader& reader, kernel::RsdpCopy const& anchor,
                                       Complaints& complaints)
{
    auto const rsdp = find_rsdp(reader, anchor, complaints);
    if (!rsdp) return std::nullopt;
    if (rsdp->revision >= 2 && rsdp->xsdt() != PhysAddr{})
        if (auto const xsdt = acpi_table(reader, rsdp->xsdt(), "XSDT", complaints))
            return AcpiRoot{*xsdt, 8, complaints};
    if (auto const rsdt = acpi_table(reader, PhysAddr{u64{rsdp->rsdt}}, "RSDT", complaints))
        return AcpiRoot{*rsdt, 4, complaints};
    complaints.add("ACPI: neither RSDT nor XSDT can be used; ACPI is ignored");
    return std::nullopt;
}

AcpiRoot::AcpiRoot(PhysicalTable table, u32 entry_bytes, Complaints& complaints)
    : table_{table}, entry_bytes_{entry_bytes}
{
    if (listed() > count())
        complaints.add("ACPI: {} tables are listed; only the first {} are looked at", listed(), count());
}

std::optional<PhysAddr> AcpiRoot::entry(u32 index) const
{
    auto const offset = u32{sizeof(AcpiHeader)} + index * entry_bytes_;
    auto const low = table_.read<u32>(offset);
    auto const high = entry_bytes_ == 8 ? table_.read<u32>(offset + 4) : std::optional<u32>{0};
    if (!low || !high) return std::nullopt;
    return PhysAddr{u64{*high} << 32 | *low};
}

std::optional<PhysicalTable> acpi_table(PhysicalReader& reader, PhysAddr base, std::string_view signature,
                                        Complaints& complaints)
{
    auto const header = read_object<AcpiHeader>(reader, base);
    if (!header) {
        complaints.add("ACPI: a table is said to be at {}, which cannot be addressed", base);
        return std::nullopt;
    }
    if (header->name() != signature) return std::nullopt;
    if (!believable_length(*header)) {
        complaints.add("ACPI: {} at {} says it has {} bytes; it is ignored", signature, base, header->bytes);
        return std::nullopt;
    }
    PhysicalTable const table{reader, base, header->bytes};
    if (!sums_to_zero(table)) {
        complaints.add("ACPI: {} at {} has a wrong checksum; it is ignored", signature, base);
        return std::nullopt;
    }
    return table;
}

std::optional<PhysicalTable> find_acpi_table(PhysicalReader& reader, AcpiRoot const& root,
                                             std::string_view signature, Complaints& complaints)
{
    for (u32 index = 0; index < root.count(); ++index)
        if (auto const base = root.entry(index))
            if (auto const table = acpi_table(reader, *base, signature, complaints)) return table;
    return std::nullopt;
}

kernel::AcpiTable look_at_acpi_table(PhysicalReader& reader, PhysAddr base)
{
    using State = kernel::AcpiTable::State;
    kernel::AcpiTable table;
    table.base = base;
    auto const header = read_object<AcpiHeader>(reader, base);
    if (!header) return table;
    for (char const letter : header->signature)
        table.name.append(letter > ' ' && letter <= '~' ? std::string_view{&letter, 1} : "?");
    table.bytes = header->bytes;
    if (!believable_length(*header))
        table.state = State::BadLength;
    else
        table.state = sums_to_zero({reader, base, header->bytes}) ? State::Good : State::BadChecksum;
    return table;
}

} // namespace arch
