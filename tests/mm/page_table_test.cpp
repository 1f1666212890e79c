// SPDX-License-Identifier: MIT
#include "mm/page_table.hpp"
#include "mm/protection.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/single_step.hpp"

#include <atomic>
#include <bit>
#include <thread>

namespace {

using lib::ReportKind;
using mm::Pte;

constexpr u32 kFlags = Pte::kPresent | Pte::kWrite | Pte::kAccessed | Pte::kDirty;
// Their halves differ, so that a mix of two is neither.
constexpr Pte kFirst = Pte::frame(Pfn{0x11'1111}, kFlags), kSecond = Pte::frame(Pfn{0x22'2222}, kFlags);

TEST(PteStore, PublishedEntryIsReadBack)
{
    mm::PteSlot slot{};
    mm::publish(slot, kFirst);
    EXPECT_EQ(mm::read_entry(slot), kFirst);
}

TEST(PteStore, RetractedEntryIsEmptyWhateverItsHighHalf)
{
    mm::PteSlot slot{};
    mm::publish(slot, kFirst);
    mm::retract(slot);
    EXPECT_EQ(mm::read_entry(slot), Pte{});
    mm::publish(slot, kSecond);
    EXPECT_EQ(mm::read_entry(slot), kSecond);
}

TEST(PteStore, LiveEntryIsNotOverwritten)
{
    mm::PteSlot slot{};
    mm::publish(slot, kFirst);
    EXPECT_STOP_SAYING(ReportKind::CheckFailed, "is in use", mm::publish(slot, kSecond));
    EXPECT_STOP(ReportKind::CheckFailed, mm::publish(slot, Pte::frame(Pfn{0x12'1111}, kFlags)));
    EXPECT_STOP(ReportKind::CheckFailed, mm::publish(slot, kFirst));
    EXPECT_EQ(mm::read_entry(slot), kFirst);
}

TEST(PteStore, WalkerNeverSeesAMixOfTwoFrames)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    mm::PteSlot slot{};
    auto const change = [&] {
        mm::publish(slot, kFirst), mm::retract(slot);
        mm::publish(slot, kSecond), mm::retract(slot);
    };
    u32 present = 0;
    sim::single_step(change, [&](u32) {
        auto const seen = std::bit_cast<Pte>(slot); // as the hardware's walker reads it, in one go
        if (!seen.present()) return;
        ++present;
        EXPECT_TRUE(seen == kFirst || seen == kSecond) << std::hex << seen.raw();
    });
    EXPECT_GT(present, 0u);
}

// A frame whose number says in its low 20 bits which high bits belong to it. No two of a million have the
// same low half: a change there and back, which read_entry cannot tell from an entry at rest, does not
// happen here.
constexpr Pte of_round(u32 round) { return Pte::frame(Pfn{round % 16 << 20 | round}, kFlags); }

TEST(PteStore, ReaderOnAnotherCpuNeverSeesAMixOfTwoFrames)
{
    mm::PteSlot slot{};
    std::atomic<bool> done = false;
    std::thread writer{[&] {
        for (u32 round = 0; round < 40'000; ++round) mm::publish(slot, of_round(round)), mm::retract(slot);
        done = true;
    }};
    u32 mixed = 0;
    while (!done) {
        Pte const seen = mm::read_entry(slot);
        if (seen.present() && seen != of_round(seen.pfn().raw() % (1u << 20))) ++mixed;
    }
    writer.join();
    EXPECT_EQ(mixed, 0u);
}

TEST(PteStore, PageIsNeverWritableAndExecutableWhileItsRightsChange)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping in this build";
    mm::set_entry_features({.nx_high = Pte::kNxHigh, .global = 0, .pat = true, .phys_bits = 36});
    mm::PteSlot slot{};
    mm::publish(slot, mm::page_entry(Pfn{0x22'2222}, mm::kReadWrite));
    u32 writable = 0, executable = 0;
    auto const change = [&] {
        for (mm::Rights const rights : {mm::Rights::Execute, mm::Rights::Write, mm::Rights::Read,
                                        mm::Rights::Execute, mm::Rights::Read, mm::Rights::Write}) {
            mm::change_rights(slot, rights);
        }
    };
    sim::single_step(change, [&](u32) {
        auto const seen = std::bit_cast<Pte>(slot);
        EXPECT_TRUE(seen.present() && seen.pfn() == Pfn{0x22'2222});
        EXPECT_FALSE(seen.writable() && !seen.no_execute());
        writable += u32{seen.writable()};
        executable += u32{!seen.no_execute()};
    });
    EXPECT_TRUE(writable > 0 && executable > 0) << "both states were seen";
}

TEST(PteStore, ExchangeStoresBothHalvesAtOnceAndOnlyOverWhatItExpects)
{
    alignas(8) mm::PteSlot slot{};
    mm::publish(slot, kFirst);
    if (sim::can_single_step()) {
        sim::single_step([&] { mm::exchange(slot, kFirst, kSecond); },
                         [&](u32) {
                             auto const seen = std::bit_cast<Pte>(slot);
                             EXPECT_TRUE(seen == kFirst || seen == kSecond) << std::hex << seen.raw();
                         });
        mm::exchange(slot, kSecond, kFirst);
    }
    EXPECT_STOP(ReportKind::CheckFailed, mm::exchange(slot, kSecond, kFirst));
    EXPECT_EQ(mm::read_entry(slot), kFirst);
}

class PageWalk : public sim::BootedMachine {
protected:
    static mm::Walk walk(u32 address) { return mm::walk(mm::kernel_space().root, VirtAddr{address}); }
};

TEST_F(PageWalk, EndsAtALargePage)
{
    mm::Walk const result = walk(0xC123'4567);
    EXPECT_TRUE(result.mapped);
    EXPECT_TRUE(result.directory.large());
    EXPECT_EQ(result.address, PhysAddr{0x123'4567ull});
}

TEST_F(PageWalk, EndsAtASmallPage)
{
    mm::Walk const result = walk(0xC010'0ABC); // the kernel's text
    EXPECT_TRUE(result.mapped);
    EXPECT_FALSE(result.directory.large());
    EXPECT_TRUE(result.table.present());
    EXPECT_EQ(result.address, PhysAddr{0x10'0ABCull});
}

TEST_F(PageWalk, SaysWhereItStopped)
{
    EXPECT_FALSE(walk(0).directory.present());
    mm::Walk const guard = walk(mm::local_windows().begin.raw());
    EXPECT_TRUE(guard.directory.present());
    EXPECT_FALSE(guard.table.present());
    EXPECT_FALSE(guard.mapped);
}

TEST_F(PageWalk, AgreesWithTheCpuAboutEveryMappedPage)
{
    for (u64 address = 0; address < 4_GiB; address += 31 * u64{kPageSize}) {
        VirtAddr const page{static_cast<u32>(address)};
        mm::Walk const result = mm::walk(mm::kernel_space().root, page);
        auto const cpu = [&] {
            EXPECT_EQ(sim::mmu().translate(page, sim::AccessKind::Read), result.address);
        };
        EXPECT_EQ(sim::fault_of(cpu).has_value(), !result.mapped) << std::hex << address;
    }
}

} // namespace
