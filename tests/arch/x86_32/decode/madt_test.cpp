// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/madt.hpp"
#include "tests/support/fake_acpi.hpp"

#include <gtest/gtest.h>

namespace {

using arch::CpuList;
using fake::Bytes;
using fake::complained;

CpuList read(Bytes const& bytes)
{
    constexpr PhysAddr kBase{0x1'0000'0FC0ull}; // crosses a page, above 4 GiB
    fake::Memory memory;
    memory.put(kBase.raw(), bytes);
    CpuList list;
    arch::read_madt({memory, kBase, static_cast<u32>(bytes.size())}, list);
    return list;
}

std::vector<u8> madt_ids(CpuList const& list) { return {list.apic_ids.begin(), list.apic_ids.end()}; }

TEST(Madt, ListsTheEnabledCpusInFirmwaresOrder)
{
    auto const list = read(fake::madt({fake::local_apic(2), fake::local_apic(0), fake::local_apic(5)}));
    EXPECT_EQ(madt_ids(list), (std::vector<u8>{2, 0, 5}));
    EXPECT_EQ(list.source, CpuList::Source::Acpi);
    EXPECT_TRUE(list.complaints.view().empty());
}

TEST(Madt, DisabledAndOnlineCapableCpusAreCountedAndNotListed)
{
    auto const list = read(fake::madt({fake::local_apic(0), fake::local_apic(1, 0), fake::local_apic(2, 2)}));
    EXPECT_EQ(madt_ids(list), (std::vector<u8>{0}));
    EXPECT_EQ(list.disabled, 2u);
}

TEST(Madt, DisabledEntriesMayAllHaveTheSameId)
{
    auto const list =
        read(fake::madt({fake::local_apic(0), fake::local_apic(255, 0), fake::local_apic(255, 0)}));
    EXPECT_TRUE(list.complaints.view().empty());
}

TEST(Madt, DuplicateIdIsUsedOnceAndNamed)
{
    auto const list = read(fake::madt({fake::local_apic(3), fake::local_apic(3)}));
    EXPECT_EQ(madt_ids(list), (std::vector<u8>{3}));
    EXPECT_TRUE(complained(list.complaints, "APIC id 3 is listed twice"));
}

TEST(Madt, X2ApicEntryWithASmallIdIsACpuLikeAnyOther)
{
    auto const list = read(fake::madt({fake::local_apic(0), fake::local_x2apic(1), fake::local_x2apic(0)}));
    EXPECT_EQ(madt_ids(list), (std::vector<u8>{0, 1}));
    EXPECT_TRUE(complained(list.complaints, "APIC id 0 is listed twice"));
}

TEST(Madt, IdsThatXapicModeCannotAddressStayUnused)
{
    auto const list =
        read(fake::madt({fake::local_apic(255), fake::local_x2apic(256), fake::local_apic(254)}));
    EXPECT_EQ(madt_ids(list), (std::vector<u8>{254}));
    EXPECT_TRUE(complained(list.complaints, "2 CPUs have an APIC id above 254"));
}

TEST(Madt, CpusBeyondTheLimitAreCounted)
{
    Bytes body;
    body.number(0xFEE0'0000, 4).number(1, 4);
    for (u8 id = 0; id < 40; ++id) body.append(fake::local_apic(id));
    auto const list = read(fake::acpi_table("APIC", body));
    EXPECT_EQ(list.apic_ids.size(), 32u);
    EXPECT_TRUE(complained(list.complaints, "8 CPUs beyond the first 32"));
}

TEST(Madt, ListsIoApicsAndOverrides)
{
    auto const list =
        read(fake::madt({fake::io_apic(8, 0xFEC0'0000, 0), fake::source_override(0, 0x1'0002, 5)}));
    ASSERT_EQ(list.io_apics.size(), 1u);
    EXPECT_EQ(list.io_apics[0], (arch::IoApic{8, PhysAddr{0xFEC0'0000ull}, 0}));
    ASSERT_EQ(list.overrides.size(), 1u);
    EXPECT_EQ(list.overrides[0], (arch::InterruptOverride{0, 0x1'0002, 5}));
}

TEST(Madt, AddressOverrideWinsOverTheHeader)
{
    EXPECT_EQ(read(fake::madt({})).lapic, PhysAddr{0xFEE0'0000ull});
    EXPECT_EQ(read(fake::madt({fake::lapic_address(0xF'FEE0'0000)})).lapic, PhysAddr{0xF'FEE0'0000ull});
}

TEST(Madt, AddressThatNoFrameHasIsIgnored)
{
    auto const list = read(fake::madt({fake::lapic_address(0x1000'1234'5000)})); // in 32 bits, another frame
    EXPECT_EQ(list.lapic, PhysAddr{0xFEE0'0000ull});
    EXPECT_TRUE(complained(list.complaints, "no frame has the address"));
}

TEST(Madt, UnknownEntriesAreSkippedByTheirLength)
{
    auto const list =
        read(fake::madt({Bytes{}.u8s({4, 6, 0, 0, 0, 1}), Bytes{}.u8s({0x80, 2}), fake::local_apic(7)}));
    EXPECT_EQ(madt_ids(list), (std::vector<u8>{7}));
    EXPECT_TRUE(list.complaints.view().empty());
}

TEST(Madt, EntryOfLengthZeroOrOneEndsTheReading)
{
    for (int const bytes : {0, 1}) {
        auto const list =
            read(fake::madt({fake::local_apic(1), Bytes{}.u8s({0, bytes}), fake::local_apic(2)}));
        EXPECT_EQ(madt_ids(list), (std::vector<u8>{1}));
        EXPECT_TRUE(complained(list.complaints, "the entry at offset 52 of 62 has an impossible length"));
    }
}

TEST(Madt, EntryThatReachesBeyondTheTableEndsTheReading)
{
    auto const list = read(fake::madt({fake::local_apic(1), Bytes{}.u8s({0, 8, 2, 2, 1})}));
    EXPECT_EQ(madt_ids(list), (std::vector<u8>{1}));
    EXPECT_TRUE(complained(list.complaints, "impossible length"));
}

TEST(Madt, SingleByteAtTheEndEndsTheReading)
{
    auto const list = read(fake::madt({fake::local_apic(1), Bytes{}.u8s({0})}));
    EXPECT_EQ(madt_ids(list), (std::vector<u8>{1}));
    EXPECT_TRUE(complained(list.complaints, "impossible length"));
}

TEST(Madt, EntryTooShortForItsTypeIsSkippedAndTheNextOneRead)
{
    auto const list = read(fake::madt({Bytes{}.u8s({0, 4, 9, 9}), fake::local_apic(2)}));
    EXPECT_EQ(madt_ids(list), (std::vector<u8>{2}));
    EXPECT_TRUE(complained(list.complaints, "(type 0) has only 4 bytes"));
}

TEST(Madt, TableWithoutItsOwnHeaderIsIgnored)
{
    auto const list = read(fake::acpi_table("APIC", Bytes{}.zeros(7)));
    EXPECT_EQ(list.source, CpuList::Source::None);
    EXPECT_TRUE(complained(list.complaints, "has only 43 bytes"));
}

} // namespace
