// SPDX-License-Identifier: MIT
// Reads the MP table. Its entries carry no length of their own: CPUs have 20 bytes, everything else 8, so an
// unknown type ends the reading. See arch/x86_32/decode/mp_table.hpp.
#include "arch/x86_32/decode/mp_table.hpp"

namespace arch {

namespace {

struct FloatingPointer {
    std::array<char, 4> signature;
    u32 table;     // physical address, 0 with a standard configuration
    u8 paragraphs; // length of this structure: 1
    u8 revision;
    u8 checksum;
    u8 standard; // 0: read the table; 1..7: a standard board, there is none
    u8 features;
    std::array<u8, 3> reserved;
};
static_assert(sizeof(FloatingPointer) == 16);

struct ConfigHeader {
    std::array<char, 4> signature;
    u16 bytes; // of the header and the entries
    u8 revision;
    u8 checksum;
    std::array<char, 20> maker;
    u32 oem_table;
    u16 oem_bytes;
    u16 entries;
    u32 lapic;
    u16 extended_bytes;
    u8 extended_checksum;
    u8 reserved;
};
static_assert(sizeof(ConfigHeader) == 44);

struct CpuEntry {
    u8 type;
    u8 apic_id;
    u8 version;
    u8 flags;
    u32 signature;
    u32 features;
    u32 reserved[2];
};
static_assert(sizeof(CpuEntry) == 20);

struct IoApicEntry {
    u8 type;
    u8 id;
    u8 version;
    u8 flags;
    u32 registers;
};
static_assert(sizeof(IoApicEntry) == 8);

enum MpType : u8 { Cpu = 0, Bus = 1, IoApicType = 2, IoInterrupt = 3, LocalInterrupt = 4 };
constexpr u8 kMpEnabled = 1; // in the flags of CPUs and I/O APICs
constexpr u32 kShortEntry = 8;
constexpr u8 kLastStandard = 7;

constexpr std::string_view kPointerSignature = "_MP_";
constexpr PhysAddr kBaseMemoryKib{0x413ull}; // word in the BIOS data area: KiB of memory below the EBDA
constexpr u16 kMostBaseMemoryKib = 640;
constexpr u32 kSearchedKib = 1024;
constexpr PhysAddr kBiosArea{0xF'0000ull};
constexpr u32 kBiosAreaBytes = 0x1'0000;

// The first pointer with the right sum in [begin, begin + bytes).
std::optional<FloatingPointer> find_pointer(PhysicalReader& reader, PhysAddr begin, u32 bytes,
                                            Complaints& complaints)
{
    auto const end = begin + bytes;
    for (auto from = begin; from < end;) {
        auto const at = find_paragraph(reader, from, static_cast<u32>(end - from), kPointerSignature);
        if (!at) return std::nullopt;
        auto const sum = PhysicalTable{reader, *at, sizeof(FloatingPointer)}.checksum();
        if (sum == u8{0}) return read_object<FloatingPointer>(reader, *at);
        complaints.add("MP table: the pointer at {} has a wrong checksum; looking for another", *at);
        from = *at + sizeof(FloatingPointer);
    }
    return std::nullopt;
}

// In the order of the specification: EBDA, the last KiB of base memory, the BIOS.
std::optional<FloatingPointer> find_pointer(PhysicalReader& reader, Complaints& complaints)
{
    if (auto const ebda = extended_bios_data(reader))
        if (auto const found = find_pointer(reader, *ebda, kSearchedKib, complaints)) return found;
    auto const base_kib = read_object<u16>(reader, kBaseMemoryKib);
    if (base_kib && *base_kib > 1 && *base_kib <= kMostBaseMemoryKib) {
        PhysAddr const last_kib{(u64{*base_kib} - 1) * 1024};
        if (auto const found = find_pointer(reader, last_kib, kSearchedKib, complaints)) return found;
    }
    return find_pointer(reader, kBiosArea, kBiosAreaBytes, complaints);
}

// A standard board: two CPUs, one I/O APIC, everything at the usual place (chapter 5).
void use_standard(u8 number, CpuList& list)
{
    if (number > kLastStandard) {
        list.complaints.add("MP table: there is no standard configuration {}; it is ignored", number);
        return;
    }
    list.source = CpuList::Source::MpDefault;
    add_cpu(list, 0, true);
    add_cpu(list, 1, true);
    list.io_apics.push({2, PhysAddr{0xFEC0'0000ull}, 0});
}

std::optional<PhysicalTable> config_table(PhysicalReader& reader, PhysAddr base, Complaints& complaints)
{
    auto const header = read_object<ConfigHeader>(reader, base);
    if (!header || std::string_view{header->signature.data(), 4} != "PCMP") {
        complaints.add("MP table: there is none at {}, where the pointer leads; it is ignored", base);
        return std::nullopt;
    }
    if (header->bytes < sizeof(ConfigHeader)) {
        complaints.add("MP table: it says it has {} bytes; it is ignored", header->bytes);
        return std::nullopt;
    }
    PhysicalTable const table{reader, base, header->bytes};
    if (table.checksum() != u8{0}) {
        complaints.add("MP table: the one at {} has a wrong checksum; it is ignored", base);
        return std::nullopt;
    }
    return table;
}

void read_cpu(CpuEntry const& cpu, CpuList& list)
{
    add_cpu(list, cpu.apic_id, (cpu.flags & kMpEnabled) != 0);
}

void read_io_apic(IoApicEntry const& io, CpuList& list)
{
    if ((io.flags & kMpEnabled) != 0) list.io_apics.push({io.id, PhysAddr{u64{io.registers}}, 0});
}

// Reads one entry and says how long it is. Nothing if it cannot be one.
std::optional<u32> read_entry(PhysicalTable const& table, u32 offset, CpuList& list)
{
    auto const type = table.read<u8>(offset);
    if (!type || *type > LocalInterrupt) return std::nullopt;
    if (*type == Cpu) {
        auto const cpu = table.read<CpuEntry>(offset);
        if (!cpu) return std::nullopt;
        read_cpu(*cpu, list);
        return sizeof(CpuEntry);
    }
    auto const entry = table.read<IoApicEntry>(offset); // all the short ones have its length
    if (!entry) return std::nullopt;
    if (*type == IoApicType) read_io_apic(*entry, list);
    return kShortEntry;
}

void read_entries(PhysicalTable const& table, ConfigHeader const& header, CpuList& list)
{
    u32 offset = sizeof(ConfigHeader);
    for (u32 entry = 0; entry < header.entries; ++entry) {
        auto const bytes = read_entry(table, offset, list);
        if (!bytes) {
            list.complaints.add("MP table: entry {} of {} makes no sense; the rest is ignored", entry + 1,
                                header.entries);
            return;
        }
        offset += *bytes;
    }
}

} // namespace

void read_mp_table(PhysicalReader& reader, CpuList& list)
{
    auto const pointer = find_pointer(reader, list.complaints);
    if (!pointer) return;
    if (pointer->standard != 0) return use_standard(pointer->standard, list);
    auto const table = config_table(reader, PhysAddr{u64{pointer->table}}, list.complaints);
    if (!table) return;
    auto const header = table->read<ConfigHeader>(0);
    if (!header) return;
    list.source = CpuList::Source::MpTable;
    list.lapic = PhysAddr{u64{header->lapic}};
    read_entries(*table, *header, list);
    finish(list);
}

} // namespace arch
