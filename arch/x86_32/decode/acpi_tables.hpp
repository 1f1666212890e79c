// SPDX-License-Identifier: MIT
// The way from the ACPI anchor to a table (ACPI 6.4, chapter 5.2): RSDP -> RSDT or XSDT -> table. Every
// length and checksum is verified before it is believed; what fails is complained about and skipped. Read
// next: madt.cpp, which reads the one table that lists CPUs.
//
//   EBDA or 0xE_0000..,
//   or a copy from GRUB     somewhere below 4 GiB, or (XSDT) anywhere
//   [RSDP: "RSD PTR "] ---> [RSDT/XSDT: header, address, address, ...] ---> [header "APIC", ...]
#pragma once

#include "arch/x86_32/decode/cpu_list.hpp"
#include "arch/x86_32/decode/physical_table.hpp"
#include "kernel/hw/board.hpp"
#include "kernel/start/boot_info.hpp"

#include <algorithm>

namespace arch {

/// What every ACPI table but the RSDP starts with.
struct AcpiHeader {
    std::array<char, 4> signature;
    u32 bytes; ///< of the whole table
    u8 revision;
    u8 checksum;
    std::array<char, 6> oem;
    std::array<char, 8> oem_table;
    u32 oem_revision;
    u32 creator;
    u32 creator_revision;

    [[nodiscard]] std::string_view name() const { return {signature.data(), signature.size()}; }
};
static_assert(sizeof(AcpiHeader) == 36);

/// The list of all tables, found and verified.
class AcpiRoot {
public:
    /// Begins at `anchor`, which a boot loader may have handed over, or else searches where the BIOS puts it.
    /// Nothing where there is no ACPI, or none that can be believed.
    [[nodiscard]] static std::optional<AcpiRoot> find(PhysicalReader& reader, kernel::RsdpCopy const& anchor,
                                                      Complaints& complaints);

    /// How many of the list's entries are looked at. Real lists have a few dozen; a forged one could send
    /// us through a quarter of a million tables of 1 MiB each.
    [[nodiscard]] u32 count() const { return std::min(listed(), kMostTables); }
    /// The root itself: "RSDT" or "XSDT", a literal, and where it lies.
    [[nodiscard]] std::string_view name() const { return entry_bytes_ == 8 ? "XSDT" : "RSDT"; }
    [[nodiscard]] PhysAddr base() const { return table_.base(); }
    /// Where the table `index` < count() is said to lie.
    [[nodiscard]] std::optional<PhysAddr> entry(u32 index) const;

private:
    static constexpr u32 kMostTables = 128;

    AcpiRoot(PhysicalTable table, u32 entry_bytes, Complaints& complaints);
    [[nodiscard]] u32 listed() const { return (table_.bytes() - u32{sizeof(AcpiHeader)}) / entry_bytes_; }

    PhysicalTable table_;
    u32 entry_bytes_; // 4 in an RSDT, 8 in an XSDT
};

/// The table at `base` if it is called `signature` and has a believable length and the right checksum. A
/// wrong name is not worth a complaint; the rest is.
[[nodiscard]] std::optional<PhysicalTable> acpi_table(PhysicalReader& reader, PhysAddr base,
                                                      std::string_view signature, Complaints& complaints);

/// The first good table called `signature` in the root list.
[[nodiscard]] std::optional<PhysicalTable> find_acpi_table(PhysicalReader& reader, AcpiRoot const& root,
                                                           std::string_view signature,
                                                           Complaints& complaints);

/// The table at `base`, whatever it is called and whether or not it can be believed.
[[nodiscard]] kernel::AcpiTable look_at_acpi_table(PhysicalReader& reader, PhysAddr base);

} // namespace arch
