// SPDX-License-Identifier: MIT
// Chooses between the two tables that list CPUs. See arch/x86_32/firmware_cpus.hpp.
#include "arch/x86_32/firmware_cpus.hpp"

#include "arch/x86_32/acpi_tables.hpp"
#include "arch/x86_32/madt.hpp"
#include "arch/x86_32/mp_table.hpp"

namespace arch {

CpuList find_firmware_cpus(PhysicalReader& reader)
{
    CpuList list;
    if (auto const root = AcpiRoot::find(reader, list.complaints))
        if (auto const madt = find_acpi_table(reader, *root, "APIC", list.complaints)) read_madt(*madt, list);
    // ACPI without a single CPU in it is as good as none: boards exist whose MADT is empty.
    if (list.apic_ids.empty()) {
        CpuList from_mp;
        from_mp.complaints = list.complaints;
        read_mp_table(reader, from_mp);
        list = from_mp;
    }
    return list;
}

} // namespace arch
