// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/smbios.hpp"
#include "tests/support/fake_firmware.hpp"

#include <gtest/gtest.h>

namespace {

using fake::Bytes;
using kernel::BoardNames;

constexpr u64 kAnchor = 0xF'5A40, kLowTable = 0x7FF'0000, kHighTable = 0x1'2345'0000;

/// A structure with `fields` behind its header, and its strings.
Bytes structure(int type, std::initializer_list<int> fields, std::initializer_list<std::string_view> strings)
{
    Bytes bytes;
    bytes.u8s({type, static_cast<int>(4 + fields.size()), 0, 0}).u8s(fields);
    for (auto const text : strings) bytes.text(text).zeros(1);
    return bytes.zeros(strings.size() == 0 ? 2 : 1);
}

Bytes usual_table()
{
    return Bytes{}
        .append(structure(4, {1, 2, 3}, {"a processor"}))
        .append(structure(0, {1, 2, 0, 0, 3}, {"Acme Software", "4.51 PG", "07/07/99"}))
        .append(structure(1, {1, 2, 3}, {"Acme", "Desk 3000", "rev A"}))
        .append(structure(126, {}, {}))
        .append(structure(2, {2, 1, 0}, {"P2B", "Acme Boards"}))
        .append(structure(127, {}, {}));
}

class Smbios : public testing::Test {
protected:
    void put_anchor_2(u64 table, std::size_t bytes)
    {
        Bytes anchor;
        anchor.text("_SM_").zeros(0x1B);
        anchor.set(5, 0x1F, 1).set(0x16, bytes, 2).set(0x18, table, 4).checksum(4, 0x1F);
        memory.put(kAnchor, anchor);
    }
    void put_anchor_3(u64 table, std::size_t bytes)
    {
        Bytes anchor;
        anchor.text("_SM3_").zeros(0x13);
        anchor.set(6, 0x18, 1).set(0x0C, bytes, 4).set(0x10, table, 8).checksum(5, 0x18);
        memory.put(kAnchor, anchor);
    }
    void put(Bytes const& table)
    {
        memory.put(kLowTable, table);
        put_anchor_2(kLowTable, table.size());
    }
    BoardNames names()
    {
        BoardNames result;
        arch::read_board_names(memory, result);
        return result;
    }
    fake::Memory memory;
};

TEST_F(Smbios, NamesBiosMachineAndBoard)
{
    put(usual_table());
    auto const found = names();
    EXPECT_TRUE(found.known);
    EXPECT_EQ(found.bios_maker.view(), "Acme Software");
    EXPECT_EQ(found.bios_version.view(), "4.51 PG");
    EXPECT_EQ(found.bios_date.view(), "07/07/99");
    EXPECT_EQ(found.system_maker.view(), "Acme");
    EXPECT_EQ(found.system_name.view(), "Desk 3000");
    EXPECT_EQ(found.system_version.view(), "rev A");
    EXPECT_EQ(found.board_maker.view(), "Acme Boards");
    EXPECT_EQ(found.board_name.view(), "P2B");
    EXPECT_TRUE(found.board_version.empty());
}

TEST_F(Smbios, AnchorOfVersion3ReachesAbove4GiB)
{
    memory.put(kHighTable, usual_table());
    put_anchor_3(kHighTable, 0xFFFF'FFFF); // it may say only what it is at most
    EXPECT_EQ(names().board_name.view(), "P2B");
}

TEST_F(Smbios, WithoutAnAnchorNothingIsKnown) { EXPECT_FALSE(names().known); }

TEST_F(Smbios, AnchorWithAWrongSumIsNotBelieved)
{
    put(usual_table());
    memory.put(kAnchor + 0x10, Bytes{}.u8s({1}));
    EXPECT_FALSE(names().known);
}

TEST_F(Smbios, StringsOfANumberThatIsNotThereAreEmpty)
{
    put(structure(2, {9, 0xFF, 2}, {"only one"}));
    auto const found = names();
    EXPECT_TRUE(found.board_maker.empty());
    EXPECT_TRUE(found.board_name.empty());
    EXPECT_TRUE(found.board_version.empty());
}

TEST_F(Smbios, LettersThatWouldMoveATerminalsCursorAreBlanks)
{
    put(structure(2, {1, 2}, {"A\x1b[2Jc", "\xff\x01"}));
    EXPECT_EQ(names().board_maker.view(), "A [2Jc");
    EXPECT_EQ(names().board_name.view(), "  ");
}

TEST_F(Smbios, TableThatIsCutEndsThere)
{
    auto const whole = usual_table();
    memory.put(kLowTable, whole);
    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
        put_anchor_2(kLowTable, bytes);
        auto const found = names();
        EXPECT_LE(found.board_name.view().size(), 3u);
    }
}

TEST_F(Smbios, StructureTooShortForItsOwnHeaderEndsTheTable)
{
    put(Bytes{}.append(structure(1, {1}, {"Acme"})).u8s({2, 3, 0, 0, 0}).append(structure(2, {1}, {"P2B"})));
    EXPECT_EQ(names().system_maker.view(), "Acme");
    EXPECT_TRUE(names().board_maker.empty());
}

TEST_F(Smbios, TheFirstOfSeveralBoardsCounts)
{
    put(Bytes{}.append(structure(2, {1}, {"first"})).append(structure(2, {1}, {"second"})));
    EXPECT_EQ(names().board_maker.view(), "first");
}

TEST_F(Smbios, TableThatCannotBeAddressedHasNoNames)
{
    put_anchor_3(u64{1} << 40, 0x1000);
    EXPECT_TRUE(names().board_name.empty());
}

} // namespace
