// SPDX-License-Identifier: MIT
// Lab 1: a walk through page tables that were written word by word, one property a test.
#include "mm/page_table.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/single_step.hpp"

namespace {

using mm::Pte;

constexpr u32 kTableFlags = Pte::kPresent | Pte::kWrite;

// A pointer table and what it leads to, in frames of lowmem that are taken for the purpose. One large page
// and one small one are mapped; both frames lie above 4 GiB.
class LabWalk : public sim::BootedMachine {
protected:
    static constexpr u32 kPointer = 2, kLargeDirectory = 300, kSmallDirectory = 301, kTable = 257;
    static constexpr u32 kLargeAddress = kPointer << 30 | kLargeDirectory << 21;
    static constexpr u32 kSmallAddress = kPointer << 30 | kSmallDirectory << 21 | kTable << 12;
    static constexpr Pfn kLargeFrame{0x12'3400}, kSmallFrame{0x15'6789};

    LabWalk()
    {
        mm::publish(mm::pointers_at(root_)[kPointer], Pte::frame(directory_, Pte::kPresent));
        mm::publish(mm::table_at(directory_)[kLargeDirectory],
                    Pte::frame(kLargeFrame, kTableFlags | Pte::kLarge));
        mm::publish(mm::table_at(directory_)[kSmallDirectory], Pte::frame(table_, kTableFlags));
        mm::publish(mm::table_at(table_)[kTable], Pte::frame(kSmallFrame, kTableFlags));
    }

    [[nodiscard]] mm::Walk walk(u32 address) const { return mm::walk(root_, VirtAddr{address}); }

    // Filled with zeros, so that nothing in it is present.
    static Pfn empty_table() { return low_frame(0).pfn(); }

    Pfn directory_ = empty_table(), table_ = empty_table();
    PhysAddr root_ = empty_table().base();
};

// ---- step 1: one entry ----

constexpr Pte kHere = Pte::frame(Pfn{0x11'1111}, kTableFlags),
              kThere = Pte::frame(Pfn{0x22'2222}, kTableFlags);

TEST(LabEntry, IsReadWithBothHalves)
{
    mm::PteSlot slot{};
    mm::publish(slot, kHere);
    EXPECT_EQ(mm::read_entry(slot).low(), kHere.low());
    EXPECT_EQ(mm::read_entry(slot).high(), kHere.high()) << "the frame lies above 4 GiB";
}

TEST(LabEntry, IsEmptyWhateverStandsInItsHighHalf)
{
    mm::PteSlot slot{};
    mm::publish(slot, kHere);
    mm::retract(slot); // clears the low half
    EXPECT_EQ(mm::read_entry(slot), Pte{});
}

// The entry is changed once, before one instruction of the read: each instruction has its turn.
TEST(LabEntry, IsNeverAMixOfTwo)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    for (u32 turn = 0, instructions = 1; turn < instructions; ++turn) {
        mm::PteSlot slot{};
        mm::publish(slot, kHere);
        Pte seen;
        instructions = sim::single_step([&] { seen = mm::read_entry(slot); },
                                        [&](u32 number) {
                                            if (number != turn) return;
                                            mm::retract(slot);
                                            mm::publish(slot, kThere);
                                        });
        EXPECT_TRUE(seen == kHere || seen == kThere)
            << "changed before instruction " << turn << ", and " << std::hex << seen.raw() << " was read";
    }
}

// ---- step 2: down to a page of 4 KiB ----

TEST_F(LabWalk, PointerIsTheOneOfTheGigabyte)
{
    EXPECT_EQ(walk(kSmallAddress).pointer, Pte::frame(directory_, Pte::kPresent));
}

TEST_F(LabWalk, DirectoryEntryIsTheOneOfTheTwoMegabytes)
{
    EXPECT_EQ(walk(kSmallAddress).directory, Pte::frame(table_, kTableFlags));
}

TEST_F(LabWalk, TableEntryIsTheOneOfThePage)
{
    EXPECT_EQ(walk(kSmallAddress).table, Pte::frame(kSmallFrame, kTableFlags));
}

TEST_F(LabWalk, AddressIsTheFramesAndTheOffset)
{
    mm::Walk const found = walk(kSmallAddress + 0xABC);
    EXPECT_TRUE(found.mapped);
    EXPECT_EQ(found.address, kSmallFrame.base() + 0xABC);
}

TEST_F(LabWalk, AbsentPageIsNotMapped) { EXPECT_FALSE(walk(kSmallAddress + kPageSize).mapped); }

// An entry without P may hold anything, an old frame number too: the CPU looks at nothing else in it.
TEST_F(LabWalk, AbsentPointerEndsTheWalk)
{
    mm::publish(mm::pointers_at(root_)[1], Pte::frame(directory_, 0));
    mm::Walk const found = walk(1u << 30 | kSmallDirectory << 21 | kTable << 12);
    EXPECT_FALSE(found.mapped);
    EXPECT_EQ(found.directory, Pte{}) << "something was read behind an entry that is not present";
}

TEST_F(LabWalk, AbsentDirectoryEntryEndsTheWalk)
{
    mm::publish(mm::table_at(directory_)[5], Pte::frame(table_, 0));
    mm::Walk const found = walk(kPointer << 30 | 5u << 21 | kTable << 12);
    EXPECT_FALSE(found.mapped);
    EXPECT_EQ(found.table, Pte{}) << "something was read behind an entry that is not present";
}

// ---- step 3: a page of 2 MiB ----

TEST_F(LabWalk, LargePageEndsTheWalk)
{
    mm::Walk const found = walk(kLargeAddress);
    EXPECT_TRUE(found.directory.large());
    EXPECT_EQ(found.table, Pte{}) << "the frame of a large page was read as a table";
}

TEST_F(LabWalk, LargePageIsMapped)
{
    EXPECT_TRUE(walk(kLargeAddress).mapped);
    EXPECT_EQ(walk(kLargeAddress).address, kLargeFrame.base());
}

TEST_F(LabWalk, LargePageHasTwentyOneBitsOfOffset)
{
    EXPECT_EQ(walk(kLargeAddress + 0x12'3456).address, kLargeFrame.base() + 0x12'3456);
}

} // namespace
