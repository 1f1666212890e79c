// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/acpi_tables.hpp"
#include "tests/support/fake_acpi.hpp"

#include <cstring>
#include <gtest/gtest.h>

namespace {

using arch::AcpiRoot;
using fake::Bytes;
using fake::complained;

kernel::RsdpCopy copy_of(Bytes const& anchor)
{
    kernel::RsdpCopy copy;
    copy.bytes = static_cast<u32>(anchor.size());
    std::memcpy(copy.data.data(), anchor.raw().data(), anchor.size());
    return copy;
}

class AcpiTables : public testing::Test {
protected:
    std::optional<AcpiRoot> root() { return AcpiRoot::find(memory_, anchor_, complaints_); }
    std::optional<arch::PhysicalTable> find(std::string_view name)
    {
        auto const found = root();
        return found ? arch::find_acpi_table(memory_, *found, name, complaints_) : std::nullopt;
    }

    fake::Memory memory_;
    kernel::RsdpCopy anchor_; // what a boot loader hands over
    arch::Complaints complaints_;
};

TEST_F(AcpiTables, NoAnchorMeansNoAcpiAndNothingToComplainOf)
{
    EXPECT_FALSE(root().has_value());
    EXPECT_TRUE(complaints_.view().empty());
}

TEST_F(AcpiTables, AnchorInTheEbdaLeadsThroughTheRsdtToATable)
{
    memory_.put(0x40E, Bytes{}.number(0x9FC0, 2));
    memory_.put(0x9'FC20, fake::old_rsdp(0x7FE'0000));
    memory_.put(0x7FE'0000, fake::rsdt({0x7FE'1000, 0x7FE'2000}));
    memory_.put(0x7FE'1000, fake::acpi_table("FACP", Bytes{}.zeros(4)));
    memory_.put(0x7FE'2000, fake::acpi_table("APIC", Bytes{}.zeros(8)));
    auto const table = find("APIC");
    ASSERT_TRUE(table.has_value());
    EXPECT_EQ(table->base(), PhysAddr{0x7FE'2000ull});
    EXPECT_EQ(table->bytes(), 44u);
}

TEST_F(AcpiTables, XsdtAboveFourGibIsPreferredToTheRsdt)
{
    memory_.put(fake::kBiosArea, fake::new_rsdp(0x1000'0000, 0x2'0000'0000));
    memory_.put(0x1000'0000, fake::rsdt({}));
    memory_.put(0x2'0000'0000, fake::xsdt({0x3'0000'0ff0}));
    memory_.put(0x3'0000'0ff0, fake::acpi_table("APIC", Bytes{}.zeros(8)));
    auto const table = find("APIC");
    ASSERT_TRUE(table.has_value());
    EXPECT_EQ(table->base(), PhysAddr{0x3'0000'0ff0ull});
}

TEST_F(AcpiTables, RsdtIsUsedIfTheXsdtIsDamaged)
{
    memory_.put(fake::kBiosArea, fake::new_rsdp(0x1000'0000, 0x2000'0000));
    memory_.put(0x1000'0000, fake::rsdt({0x1000'1000}));
    memory_.put(0x2000'0000, fake::xsdt({0x1000'1000}).set(9, 0, 1));
    memory_.put(0x1000'1000, fake::acpi_table("APIC", Bytes{}.zeros(8)));
    EXPECT_TRUE(find("APIC").has_value());
    EXPECT_TRUE(complained(complaints_, "XSDT at 0x20000000 has a wrong checksum"));
}

TEST_F(AcpiTables, AnAnchorFromTheBootLoaderIsPreferredToTheBioss)
{
    memory_.put(fake::kBiosArea, fake::old_rsdp(0x2000'0000));
    memory_.put(0x2000'0000, fake::rsdt({}));
    anchor_ = copy_of(fake::new_rsdp(0x1000'0000, 0x2'0000'0000));
    memory_.put(0x1000'0000, fake::rsdt({}));
    memory_.put(0x2'0000'0000, fake::xsdt({}));
    ASSERT_TRUE(root().has_value());
    EXPECT_EQ(root()->base(), PhysAddr{0x2'0000'0000ull});
    EXPECT_TRUE(complaints_.view().empty());
}

TEST_F(AcpiTables, AnOldAnchorFromTheBootLoaderHasNoXsdt)
{
    anchor_ = copy_of(fake::old_rsdp(0x1000'0000));
    memory_.put(0x1000'0000, fake::rsdt({}));
    ASSERT_TRUE(root().has_value());
    EXPECT_EQ(root()->base(), PhysAddr{0x1000'0000ull});
}

TEST_F(AcpiTables, ADamagedAnchorFromTheBootLoaderIsNamedAndTheBiossUsed)
{
    memory_.put(fake::kBiosArea, fake::old_rsdp(0x2000'0000));
    memory_.put(0x2000'0000, fake::rsdt({}));
    anchor_ = copy_of(fake::old_rsdp(0x1000'0000).set(16, 1, 1));
    ASSERT_TRUE(root().has_value());
    EXPECT_EQ(root()->base(), PhysAddr{0x2000'0000ull});
    EXPECT_TRUE(complained(complaints_, "boot loader's copy of the RSDP has a wrong checksum"));
}

TEST_F(AcpiTables, AnchorWithAWrongChecksumIsPassedOverForTheNext)
{
    memory_.put(fake::kBiosArea, fake::old_rsdp(0x1000).set(8, 1, 1));
    memory_.put(fake::kBiosArea + 0x100, fake::old_rsdp(0x1000'0000));
    memory_.put(0x1000'0000, fake::rsdt({}));
    EXPECT_TRUE(root().has_value());
    EXPECT_TRUE(complained(complaints_, "RSDP at 0x000e0000 has a wrong checksum"));
}

TEST_F(AcpiTables, AnchorsOnEveryParagraphAllWrongEndTheSearch)
{
    for (u64 at = fake::kBiosArea; at < 0x10'0000; at += 16) memory_.put(at, Bytes{}.text("RSD PTR "));
    EXPECT_FALSE(root().has_value());
    EXPECT_EQ(complaints_.view().size() + complaints_.left_out(), 0x2'0000u / 16);
}

TEST_F(AcpiTables, TableWithAWrongChecksumIsNamedAndNotUsed)
{
    memory_.put(fake::kBiosArea, fake::old_rsdp(0x1000'0000));
    memory_.put(0x1000'0000, fake::rsdt({0x1000'1000}));
    memory_.put(0x1000'1000, fake::acpi_table("APIC", Bytes{}.zeros(8)).set(40, 1, 1));
    EXPECT_FALSE(find("APIC").has_value());
    EXPECT_TRUE(complained(complaints_, "APIC at 0x10001000 has a wrong checksum"));
}

TEST_F(AcpiTables, SecondTableOfANameServesIfTheFirstIsDamaged)
{
    memory_.put(fake::kBiosArea, fake::old_rsdp(0x1000'0000));
    memory_.put(0x1000'0000, fake::rsdt({0x1000'1000, 0x1000'2000}));
    memory_.put(0x1000'1000, fake::acpi_table("APIC", Bytes{}.zeros(8)).set(40, 1, 1));
    memory_.put(0x1000'2000, fake::acpi_table("APIC", Bytes{}.zeros(8)));
    EXPECT_EQ(find("APIC")->base(), PhysAddr{0x1000'2000ull});
}

TEST_F(AcpiTables, LengthsShorterThanAHeaderOrAbsurdlyLargeAreNotBelieved)
{
    for (u32 const bytes : {0u, 35u, 0x10'0001u, 0xFFFF'FFFFu}) {
        memory_.put(fake::kBiosArea, fake::old_rsdp(0x1000'0000));
        memory_.put(0x1000'0000, fake::rsdt({}).set(4, bytes, 4));
        EXPECT_FALSE(root().has_value()) << bytes;
    }
    EXPECT_TRUE(complained(complaints_, "says it has 35 bytes"));
}

TEST_F(AcpiTables, RootThatListsItselfIsNoTrap)
{
    memory_.put(fake::kBiosArea, fake::old_rsdp(0x1000'0000));
    memory_.put(0x1000'0000, fake::rsdt({0x1000'0000, 0x1000'0000}));
    EXPECT_FALSE(find("APIC").has_value());
}

TEST_F(AcpiTables, EntryBeyondTheCpusAddressBitsIsNamed)
{
    memory_.put(fake::kBiosArea, fake::new_rsdp(0, 0x1000'0000));
    memory_.put(0x1000'0000, fake::xsdt({0xFFFF'FFFF'FFFF'FFF0}));
    EXPECT_FALSE(find("APIC").has_value());
    EXPECT_TRUE(complained(complaints_, "0xfffffffffffffff0, which cannot be addressed"));
}

TEST_F(AcpiTables, HalfAnEntryAtTheEndOfTheRootDoesNotCount)
{
    memory_.put(fake::kBiosArea, fake::old_rsdp(0x1000'0000));
    Bytes body;
    body.number(0x1000'1000, 4).u8s({1, 2, 3});
    memory_.put(0x1000'0000, fake::acpi_table("RSDT", body));
    EXPECT_EQ(root()->count(), 1u);
}

TEST_F(AcpiTables, AnEndlessListIsFollowedOnlySoFar)
{
    memory_.put(fake::kBiosArea, fake::old_rsdp(0x1000'0000));
    Bytes body;
    for (int entry = 0; entry < 1000; ++entry) body.number(0x1000'0000, 4);
    memory_.put(0x1000'0000, fake::acpi_table("RSDT", body));
    EXPECT_EQ(root()->count(), 128u);
    EXPECT_TRUE(complained(complaints_, "1000 tables are listed; only the first 128 are looked at"));
}

TEST(AcpiLook, NamesATableAndSaysWhetherItIsGood)
{
    fake::Memory memory;
    memory.put(0x1000, fake::acpi_table("HPET", Bytes{}.zeros(20)));
    auto const table = arch::look_at_acpi_table(memory, PhysAddr{0x1000ull});
    EXPECT_EQ(table.name.view(), "HPET");
    EXPECT_EQ(table.bytes, 56u);
    EXPECT_EQ(table.state, kernel::AcpiTable::State::Good);
}

TEST(AcpiLook, SaysWhatIsWrongWithATable)
{
    using State = kernel::AcpiTable::State;
    fake::Memory memory;
    auto const state_of = [&](Bytes const& table, u64 at = 0x1000) {
        memory.put(at, table);
        return arch::look_at_acpi_table(memory, PhysAddr{at}).state;
    };
    auto const good = fake::acpi_table("HPET", Bytes{}.zeros(20));
    EXPECT_EQ(state_of(Bytes{good}.set(40, 1, 1)), State::BadChecksum);
    EXPECT_EQ(state_of(Bytes{good}.set(4, 35, 4)), State::BadLength);
    EXPECT_EQ(state_of(Bytes{good}.set(4, 0xFFFF'FFFF, 4)), State::BadLength);
    EXPECT_EQ(state_of(good, u64{1} << 36), State::Unreadable);
}

TEST(AcpiLook, LettersThatCannotBePrintedAreNot)
{
    fake::Memory memory;
    memory.put(0x1000, fake::acpi_table("A\x1b\x80 ", Bytes{}));
    EXPECT_EQ(arch::look_at_acpi_table(memory, PhysAddr{0x1000ull}).name.view(), "A???");
}

} // namespace
