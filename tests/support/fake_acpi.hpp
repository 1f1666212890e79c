// SPDX-License-Identifier: MIT
// ACPI tables as a well-behaved BIOS writes them; the tests then damage them.
#pragma once

#include "tests/support/fake_firmware.hpp"

namespace fake {

inline constexpr u64 kBiosArea = 0xE'0000;

/// A whole table: header, body, right length and checksum.
inline Bytes acpi_table(std::string_view name, Bytes const& body)
{
    Bytes table;
    table.text(name).number(36 + body.size(), 4).u8s({1, 0}).text("DORMERTESTING1").number(1, 4);
    table.text("TEST").number(1, 4).append(body);
    return table.checksum(9, table.size());
}

/// An ACPI 1.0 anchor.
inline Bytes old_rsdp(u32 rsdt)
{
    Bytes anchor;
    anchor.text("RSD PTR ").u8s({0}).text("DORMER").u8s({0}).number(rsdt, 4);
    return anchor.checksum(8, 20);
}

/// An anchor since ACPI 2.0, with both lists.
inline Bytes new_rsdp(u32 rsdt, u64 xsdt)
{
    Bytes anchor;
    anchor.text("RSD PTR ").u8s({0}).text("DORMER").u8s({2}).number(rsdt, 4).number(36, 4).number(xsdt, 8);
    anchor.u8s({0, 0, 0, 0});
    return anchor.checksum(8, 20).checksum(32, 36);
}

inline Bytes rsdt(std::initializer_list<u32> tables)
{
    Bytes body;
    for (u32 const table : tables) body.number(table, 4);
    return acpi_table("RSDT", body);
}

inline Bytes xsdt(std::initializer_list<u64> tables)
{
    Bytes body;
    for (u64 const table : tables) body.number(table, 8);
    return acpi_table("XSDT", body);
}

// Entries of the MADT.
inline Bytes local_apic(u8 apic_id, u32 flags = 1)
{
    return Bytes{}.u8s({0, 8, apic_id, apic_id}).number(flags, 4);
}
inline Bytes local_x2apic(u32 apic_id, u32 flags = 1)
{
    return Bytes{}.u8s({9, 16, 0, 0}).number(apic_id, 4).number(flags, 4).number(apic_id, 4);
}
inline Bytes io_apic(u8 id, u32 registers, u32 first_gsi)
{
    return Bytes{}.u8s({1, 12, id, 0}).number(registers, 4).number(first_gsi, 4);
}
inline Bytes source_override(u8 isa_irq, u32 gsi, u16 flags)
{
    return Bytes{}.u8s({2, 10, 0, isa_irq}).number(gsi, 4).number(flags, 2);
}
inline Bytes lapic_address(u64 address) { return Bytes{}.u8s({5, 12, 0, 0}).number(address, 8); }

/// A MADT of these entries.
inline Bytes madt(std::initializer_list<Bytes> entries)
{
    Bytes body;
    body.number(0xFEE0'0000, 4).number(1, 4);
    for (auto const& entry : entries) body.append(entry);
    return acpi_table("APIC", body);
}

} // namespace fake
