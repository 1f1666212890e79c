// SPDX-License-Identifier: MIT
#include "mm/fixmap.hpp"
#include "mm/kernel_space.hpp"
#include "mm/page_table.hpp"
#include "tests/sim/booted_machine.hpp"

namespace {

using mm::Fixmap;

class FixmapTest : public sim::BootedMachine {};

TEST_F(FixmapTest, DeviceIsMappedUncachedAndWritableAtItsFixedAddress)
{
    VirtAddr const address = mm::fixmap_map(Fixmap::LocalApic, Pfn{0xF'EE00});
    EXPECT_EQ(address, mm::fix_to_virt(Fixmap::LocalApic));
    mm::Pte const entry = mm::walk(mm::kernel_space().root, address).table;
    EXPECT_EQ(entry.pfn(), Pfn{0xF'EE00});
    EXPECT_EQ(entry.low() & (mm::Pte::kPcd | mm::Pte::kPwt), mm::Pte::kPcd);
    EXPECT_TRUE(entry.writable() && entry.no_execute());
}

TEST_F(FixmapTest, EveryNameHasAGuardOnBothSides)
{
    for (u32 number = 0; number < static_cast<u32>(Fixmap::Count); ++number) {
        (void)mm::fixmap_map(static_cast<Fixmap>(number), Pfn{0x12'0000 + number});
    }
    for (u32 number = 0; number < static_cast<u32>(Fixmap::Count); ++number) {
        VirtAddr const address = mm::fix_to_virt(static_cast<Fixmap>(number));
        EXPECT_TRUE(sim::fault_of([&] { (void)sim::load(address + kPageSize); }));
        EXPECT_TRUE(sim::fault_of([&] { (void)sim::load(address - 1); }));
        EXPECT_FALSE(sim::fault_of([&] { (void)sim::load(address); }));
    }
}

TEST_F(FixmapTest, UnmappedPageIsGoneFromThisCpusTlb)
{
    VirtAddr const address = mm::fixmap_map(Fixmap::Test, Pfn{0x12'0000});
    (void)sim::load(address);
    mm::fixmap_unmap(Fixmap::Test);
    EXPECT_TRUE(sim::fault_of([&] { (void)sim::load(address); }));
}

TEST_F(FixmapTest, PageInUseIsNotMappedOver)
{
    (void)mm::fixmap_map(Fixmap::Test, Pfn{0x12'0000});
    EXPECT_STOP(lib::ReportKind::CheckFailed, mm::fixmap_map(Fixmap::Test, Pfn{0x12'0001}));
}

TEST(FixmapName, IsKnownOfEachDevice)
{
    for (u32 number = 0; number < static_cast<u32>(Fixmap::Count); ++number)
        EXPECT_STRNE(mm::fixmap_name(static_cast<Fixmap>(number)), "unused") << number;
    EXPECT_STREQ(mm::fixmap_name(Fixmap::IoApicLast), "I/O APIC");
    EXPECT_STREQ(mm::fixmap_name(Fixmap::FirmwareTable), "firmware table") << "the one behind them";
}

TEST(Protection, BitsFollowRightsAndCache)
{
    mm::set_entry_features({.nx_high = mm::Pte::kNxHigh, .global = 0, .pat = true, .phys_bits = 36});
    auto const low = [](mm::Rights rights, mm::Cache cache) {
        return mm::page_entry(Pfn{}, {rights, cache}).low() &
               ~(mm::Pte::kAccessed | mm::Pte::kDirty | mm::Pte::kPresent);
    };
    EXPECT_EQ(low(mm::Rights::Read, mm::Cache::WriteBack), 0u);
    EXPECT_EQ(low(mm::Rights::Write, mm::Cache::WriteThrough), mm::Pte::kWrite | mm::Pte::kPwt);
    EXPECT_EQ(low(mm::Rights::Write, mm::Cache::WriteCombining),
              mm::Pte::kWrite | mm::Pte::kPwt | mm::Pte::kPcd);
    EXPECT_EQ(low(mm::Rights::Execute, mm::Cache::WriteBack), 0u) << "executable is never writable";
}

TEST(Protection, OnlyExecutePagesLackNxAndNoneHasItWithoutTheFeature)
{
    mm::set_entry_features({.nx_high = mm::Pte::kNxHigh, .global = 0, .pat = true, .phys_bits = 36});
    EXPECT_TRUE(mm::page_entry(Pfn{1}, mm::kReadWrite).no_execute());
    EXPECT_FALSE(mm::page_entry(Pfn{1}, {mm::Rights::Execute, mm::Cache::WriteBack}).no_execute());
    mm::set_entry_features({});
    EXPECT_FALSE(mm::page_entry(Pfn{1}, mm::kReadWrite).no_execute());
}

} // namespace
