// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/firmware_cpus.hpp"
#include "tests/support/fake_acpi.hpp"

#include <gtest/gtest.h>

namespace {

using arch::CpuList;
using fake::Bytes;

void put_acpi(fake::Memory& memory, Bytes const& madt)
{
    memory.put(fake::kBiosArea, fake::old_rsdp(0x1000'0000));
    memory.put(0x1000'0000, fake::rsdt({0x1000'1000}));
    memory.put(0x1000'1000, madt);
}

void put_standard_mp(fake::Memory& memory)
{
    Bytes pointer;
    pointer.text("_MP_").number(0, 4).u8s({1, 4, 0, 1, 0, 0, 0, 0});
    memory.put(0xF'0000, pointer.checksum(10, 16));
}

CpuList find(fake::Memory& memory)
{
    CpuList list;
    arch::find_firmware_cpus(memory, {}, list);
    return list;
}

TEST(FirmwareCpus, AcpiIsBelievedBeforeTheMpTable)
{
    fake::Memory memory;
    put_acpi(memory, fake::madt({fake::local_apic(4)}));
    put_standard_mp(memory);
    auto const list = find(memory);
    EXPECT_EQ(list.source, CpuList::Source::Acpi);
    EXPECT_EQ(list.apic_ids.size(), 1u);
}

TEST(FirmwareCpus, MpTableServesIfTheMadtIsDamagedAndTheComplaintIsKept)
{
    fake::Memory memory;
    put_acpi(memory, fake::madt({fake::local_apic(4)}).set(9, 0, 1));
    put_standard_mp(memory);
    auto const list = find(memory);
    EXPECT_EQ(list.source, CpuList::Source::MpDefault);
    EXPECT_EQ(list.apic_ids.size(), 2u);
    EXPECT_TRUE(fake::complained(list.complaints, "wrong checksum"));
}

TEST(FirmwareCpus, MadtWithoutAnyCpuIsNotBelievedEither)
{
    fake::Memory memory;
    put_acpi(memory, fake::madt({fake::io_apic(1, 0xFEC0'0000, 0)}));
    put_standard_mp(memory);
    auto const list = find(memory);
    EXPECT_EQ(list.source, CpuList::Source::MpDefault);
    EXPECT_EQ(list.io_apics.size(), 1u) << "the MADT's are not mixed in";
}

TEST(FirmwareCpus, NothingAnywhereGivesAnEmptyList)
{
    fake::Memory memory;
    auto const list = find(memory);
    EXPECT_EQ(list.source, CpuList::Source::None);
    EXPECT_TRUE(list.apic_ids.empty());
}

} // namespace
