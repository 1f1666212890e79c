// SPDX-License-Identifier: MIT
// Reads the MADT (ACPI 6.4, 5.2.12): a header, then entries that each begin with a type and a length.
#include "arch/x86_32/decode/madt.hpp"

#include "arch/x86_32/decode/acpi_tables.hpp"

namespace arch {

namespace {

struct MadtHeader {
    AcpiHeader header;
    u32 lapic;
    u32 flags;
};

struct EntryHead {
    u8 type;
    u8 bytes; // of the whole entry
};

enum MadtType : u8 { LocalApic = 0, IoApicKind = 1, SourceOverride = 2, LapicAddress = 5, LocalX2Apic = 9 };

constexpr u32 kCpuEnabled = 1; // of a CPU's flags. Bit 1, "online capable", means: absent now

struct LocalApicEntry {
    EntryHead head;
    u8 processor;
    u8 apic_id;
    u32 flags;
};
struct IoApicEntryBody {
    EntryHead head;
    u8 id;
    u8 reserved;
    u32 registers;
    u32 first_gsi;
};
struct SourceOverrideEntry {
    EntryHead head;
    u8 bus; // 0: ISA, the only one there is
    u8 isa_irq;
    u16 gsi_low; // in halves, because the entry has 10 bytes and a struct with a u32 would have 12
    u16 gsi_high;
    u16 flags;
};
struct LapicAddressEntry {
    EntryHead head;
    u16 reserved;
    u32 low;
    u32 high;
};
struct LocalX2ApicEntry {
    EntryHead head;
    u16 reserved;
    u32 apic_id;
    u32 flags;
    u32 processor;
};
static_assert(sizeof(MadtHeader) == 44 && sizeof(LocalApicEntry) == 8 && sizeof(IoApicEntryBody) == 12);
static_assert(sizeof(SourceOverrideEntry) == 10 && sizeof(LapicAddressEntry) == 12);
static_assert(sizeof(LocalX2ApicEntry) == 16);

// One entry of the table, whose head has been found to lie inside it.
class Entry {
public:
    Entry(PhysicalTable const& table, u32 offset, EntryHead head)
        : table_{table}, offset_{offset}, head_{head}
    {
    }

    /// The entry as a `Body`; nothing, and a complaint, if the entry claims to be shorter than that.
    template <class Body> [[nodiscard]] std::optional<Body> as(Complaints& complaints) const
    {
        if (head_.bytes >= sizeof(Body)) return table_.read<Body>(offset_);
        complaints.add("MADT: the entry at offset {} (type {}) has only {} bytes and is ignored", offset_,
                       head_.type, head_.bytes);
        return std::nullopt;
    }

private:
    PhysicalTable const& table_;
    u32 offset_;
    EntryHead head_;
};

void move_lapic(PhysAddr registers, CpuList& list)
{
    if (Pfn::exists(registers)) {
        list.lapic = registers;
    } else {
        list.complaints.add("MADT: no frame has the address of the local APIC, {}; it is ignored", registers);
    }
}

void read_entry(Entry const& entry, u8 type, CpuList& list)
{
    switch (type) {
    case LocalApic:
        if (auto const cpu = entry.as<LocalApicEntry>(list.complaints))
            add_cpu(list, cpu->apic_id, (cpu->flags & kCpuEnabled) != 0);
        break;
    case LocalX2Apic:
        if (auto const cpu = entry.as<LocalX2ApicEntry>(list.complaints))
            add_cpu(list, cpu->apic_id, (cpu->flags & kCpuEnabled) != 0);
        break;
    case IoApicKind:
        if (auto const io = entry.as<IoApicEntryBody>(list.complaints))
            list.io_apics.push({io->id, PhysAddr{u64{io->registers}}, io->first_gsi});
        break;
    case SourceOverride:
        if (auto const line = entry.as<SourceOverrideEntry>(list.complaints))
            list.overrides.push({line->isa_irq, u32{line->gsi_high} << 16 | line->gsi_low, line->flags});
        break;
    case LapicAddress:
        if (auto const address = entry.as<LapicAddressEntry>(list.complaints))
            move_lapic(PhysAddr{u64{address->high} << 32 | address->low}, list);
        break;
    default: break; // NMI lines, affinities, other architectures: not ours
    }
}

} // namespace

void read_madt(PhysicalTable const& table, CpuList& list)
{
    auto const header = table.read<MadtHeader>(0);
    if (!header) {
        list.complaints.add("MADT: it has only {} bytes and is ignored", table.bytes());
        return;
    }
    list.source = CpuList::Source::Acpi;
    list.lapic = PhysAddr{u64{header->lapic}};
    for (u32 offset = sizeof(MadtHeader); offset < table.bytes();) {
        auto const head = table.read<EntryHead>(offset);
        if (!head || head->bytes < sizeof(EntryHead) || head->bytes > table.bytes() - offset) {
            list.complaints.add(
                "MADT: the entry at offset {} of {} has an impossible length; the rest is ignored", offset,
                table.bytes());
            break;
        }
        read_entry(Entry{table, offset, *head}, head->type, list);
        offset += head->bytes;
    }
    finish(list);
}

} // namespace arch
