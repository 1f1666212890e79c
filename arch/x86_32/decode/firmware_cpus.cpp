// SPDX-License-Identifier: MIT
// Chooses between the two tables that list CPUs. See arch/x86_32/decode/firmware_cpus.hpp.
#include "arch/x86_32/decode/firmware_cpus.hpp"

#include "arch/x86_32/decode/acpi_tables.hpp"
#include "arch/x86_32/decode/madt.hpp"
#include "arch/x86_32/decode/mp_table.hpp"

namespace arch {

namespace {

// What has been read so far is not used; the reason is kept.
void start_over(CpuList& list)
{
    list.source = CpuList::Source::None;
    list.lapic = kUsualLapic;
    list.disabled = list.too_large = 0;
    list.io_apics = {};
    list.overrides = {};
}

} // namespace

void find_firmware_cpus(PhysicalReader& reader, kernel::RsdpCopy const& anchor, CpuList& list)
{
    if (auto const root = AcpiRoot::find(reader, anchor, list.complaints))
        if (auto const madt = find_acpi_table(reader, *root, "APIC", list.complaints)) read_madt(*madt, list);
    if (!list.apic_ids.empty()) return;
    // ACPI without a single CPU in it is as good as none: boards exist whose MADT is empty.
    start_over(list);
    read_mp_table(reader, list);
}

} // namespace arch
