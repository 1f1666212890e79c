// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/mp_table.hpp"
#include "tests/support/fake_firmware.hpp"

#include <gtest/gtest.h>

namespace {

using arch::CpuList;
using fake::Bytes;
using fake::complained;

constexpr u64 kPointer = 0xF'5A60;
constexpr u64 kTable = 0xF'5A70;

Bytes pointer(u32 table, u8 standard = 0)
{
    Bytes bytes;
    bytes.text("_MP_").number(table, 4).u8s({1, 4, 0, standard, 0, 0, 0, 0});
    return bytes.checksum(10, 16);
}

Bytes config(std::initializer_list<Bytes> entries, u32 lapic = 0xFEE0'0000)
{
    Bytes bytes;
    bytes.text("PCMP").number(0, 2).u8s({4, 0}).text("DORMER  TEST BOARD  ").number(0, 4).number(0, 2);
    bytes.number(entries.size(), 2).number(lapic, 4).number(0, 4);
    for (auto const& entry : entries) bytes.append(entry);
    bytes.set(4, bytes.size(), 2);
    return bytes.checksum(7, bytes.size());
}

Bytes cpu_entry(u8 apic_id, u8 flags = 1) { return Bytes{}.u8s({0, apic_id, 0x14, flags}).zeros(16); }
Bytes bus() { return Bytes{}.u8s({1, 0}).text("ISA   "); }
Bytes io_apic(u8 id, u8 flags = 1) { return Bytes{}.u8s({2, id, 0x11, flags}).number(0xFEC0'0000, 4); }
Bytes line() { return Bytes{}.u8s({3, 0, 0, 0, 0, 1, 2, 1}); }

class MpTable : public testing::Test {
protected:
    CpuList read()
    {
        CpuList list;
        arch::read_mp_table(memory_, list);
        return list;
    }
    CpuList read(Bytes const& table)
    {
        memory_.put(kPointer, pointer(kTable));
        memory_.put(kTable, table);
        return read();
    }

    fake::Memory memory_;
};

std::vector<u8> mp_ids(CpuList const& list) { return {list.apic_ids.begin(), list.apic_ids.end()}; }

TEST_F(MpTable, NoPointerMeansNoTableAndNothingToComplainOf)
{
    auto const list = read();
    EXPECT_EQ(list.source, CpuList::Source::None);
    EXPECT_TRUE(list.complaints.view().empty());
}

TEST_F(MpTable, ListsTheEnabledCpusAndIoApics)
{
    auto const list = read(
        config({cpu_entry(0, 3), cpu_entry(1), cpu_entry(2, 0), bus(), io_apic(4), io_apic(5, 0), line()}));
    EXPECT_EQ(list.source, CpuList::Source::MpTable);
    EXPECT_EQ(mp_ids(list), (std::vector<u8>{0, 1}));
    EXPECT_EQ(list.disabled, 1u);
    ASSERT_EQ(list.io_apics.size(), 1u);
    EXPECT_EQ(list.io_apics[0].id, 4u);
    EXPECT_TRUE(list.complaints.view().empty());
}

TEST_F(MpTable, HeaderSaysWhereTheLocalApicsAre)
{
    EXPECT_EQ(read(config({cpu_entry(0)}, 0xFEF0'0000)).lapic, PhysAddr{0xFEF0'0000ull});
}

TEST_F(MpTable, PointerMayLieInTheEbdaOrAtTheEndOfBaseMemory)
{
    for (u64 const where : {0x9'FC10u, 0x9'F800u}) {
        memory_ = fake::Memory{};
        memory_.put(0x40E, Bytes{}.number(0x9FC0, 2));
        memory_.put(0x413, Bytes{}.number(639, 2));
        memory_.put(where, pointer(kTable));
        memory_.put(kTable, config({cpu_entry(0)}));
        EXPECT_EQ(mp_ids(read()), (std::vector<u8>{0})) << where;
    }
}

TEST_F(MpTable, StandardConfigurationMeansTwoCpus)
{
    memory_.put(kPointer, pointer(0, 5));
    auto const list = read();
    EXPECT_EQ(list.source, CpuList::Source::MpDefault);
    EXPECT_EQ(mp_ids(list), (std::vector<u8>{0, 1}));
    EXPECT_EQ(list.lapic, PhysAddr{0xFEE0'0000ull});
}

TEST_F(MpTable, UnknownStandardConfigurationIsNamedAndIgnored)
{
    memory_.put(kPointer, pointer(0, 8));
    auto const list = read();
    EXPECT_EQ(list.source, CpuList::Source::None);
    EXPECT_TRUE(complained(list.complaints, "no standard configuration 8"));
}

TEST_F(MpTable, PointerWithAWrongChecksumIsPassedOver)
{
    memory_.put(0xF'0000, pointer(kTable).set(10, 1, 1));
    EXPECT_EQ(mp_ids(read(config({cpu_entry(6)}))), (std::vector<u8>{6}));
    EXPECT_TRUE(complained(read().complaints, "pointer at 0x000f0000 has a wrong checksum"));
}

TEST_F(MpTable, TableWithAWrongChecksumIsNamedAndIgnored)
{
    auto const list = read(config({cpu_entry(0)}).set(8, 'X', 1));
    EXPECT_EQ(list.source, CpuList::Source::None);
    EXPECT_TRUE(complained(list.complaints, "wrong checksum"));
}

TEST_F(MpTable, PointerThatLeadsToSomethingElseIsNamed)
{
    memory_.put(kPointer, pointer(0x1234));
    EXPECT_TRUE(complained(read().complaints, "there is none at 0x00001234"));
}

TEST_F(MpTable, TableShorterThanItsHeaderIsNamedAndIgnored)
{
    auto const list = read(config({}).set(4, 43, 2));
    EXPECT_EQ(list.source, CpuList::Source::None);
    EXPECT_TRUE(complained(list.complaints, "says it has 43 bytes"));
}

TEST_F(MpTable, MoreEntriesThanBytesEndTheReading)
{
    auto const lying = config({cpu_entry(0), cpu_entry(1)}).set(34, 500, 2);
    auto const list = read(Bytes{lying}.checksum(7, lying.size()));
    EXPECT_EQ(mp_ids(list), (std::vector<u8>{0, 1}));
    EXPECT_TRUE(complained(list.complaints, "entry 3 of 500 makes no sense"));
}

TEST_F(MpTable, CpuCutOffByTheEndOfTheTableIsNotRead)
{
    auto const cut = config({cpu_entry(0), Bytes{}.u8s({0, 9, 0x14, 1}).zeros(8)});
    EXPECT_EQ(mp_ids(read(cut)), (std::vector<u8>{0}));
}

TEST_F(MpTable, UnknownTypeEndsTheReadingBecauseItsLengthIsUnknown)
{
    auto const list = read(config({cpu_entry(0), Bytes{}.u8s({5, 0, 0, 0, 0, 0, 0, 0}), cpu_entry(1)}));
    EXPECT_EQ(mp_ids(list), (std::vector<u8>{0}));
    EXPECT_TRUE(complained(list.complaints, "entry 2 of 3 makes no sense"));
}

TEST_F(MpTable, DuplicateIdIsUsedOnce)
{
    auto const list = read(config({cpu_entry(1), cpu_entry(1)}));
    EXPECT_EQ(mp_ids(list), (std::vector<u8>{1}));
    EXPECT_TRUE(complained(list.complaints, "listed twice"));
}

TEST_F(MpTable, PointerMayBeTheLastParagraphOfTheBios)
{
    memory_.put(0xF'FFF0, pointer(kTable));
    memory_.put(kTable, config({cpu_entry(3)}));
    EXPECT_EQ(mp_ids(read()), (std::vector<u8>{3}));
}

} // namespace
