// SPDX-License-Identifier: MIT
// Lab 3: what a report says about an access that a guard has caught, one property a test.
#include "mm/fault_words.hpp"
#include "mm/local_switch.hpp"
#include "mm/local_window.hpp"
#include "mm/vmap_area.hpp"
#include "tests/sim/compound_machine.hpp"

namespace {

using mm::LocalPlace;
using mm::Neighbour;
using mm::WindowOwner;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr VirtAddr kAnyPage{0xFF40'2000};

std::string distance(u32 bytes, u32 offset)
{
    lib::Text<64> text;
    mm::print_distance(text, {kAnyPage, mm::AccessKind::Write, bytes}, offset);
    return std::string{text.view()};
}

std::string neighbour(u32 offset, bool below_mapped, bool above_mapped)
{
    switch (mm::nearer_neighbour(kAnyPage + offset, below_mapped, above_mapped)) {
    case Neighbour::Below: return "below";
    case Neighbour::Above: return "above";
    case Neighbour::None: return "none";
    }
    return "?";
}

class LabGuards : public sim::CompoundMachine {
protected:
    static constexpr u32 kUpperHalf = kPageSize / 2;

    /// Kind and sentence of the report about a write.
    static std::string said_of(VirtAddr address, u32 bytes = 4)
    {
        auto const report = mm::judge({address, mm::AccessKind::Write, bytes});
        if (!report) return "no report";
        return std::string{lib::report_name(report->kind)} + ": " + std::string{report->headline.view()};
    }
    static VirtAddr slot_of(u32 cpu, u32 slot)
    {
        return LocalPlace::of_slot(WindowOwner{cpu}, slot).address();
    }
    VirtAddr mapped() const { return mm::kmap_local_page(a); }

    // What is said about a write while all slots of CPU 0 are in use: those of its thread, and those of an
    // interrupt.
    std::string said_with_a_full_window(VirtAddr address) const
    {
        for (u32 slot = 0; slot < mm::layout::kLocalThreadDepth; ++slot) (void)mapped();
        mm::LocalIrqScope const interrupt;
        std::vector<VirtAddr> held;
        while (held.size() + mm::layout::kLocalThreadDepth < mm::slots_per_window()) held.push_back(mapped());
        std::string const said = said_of(address);
        for (; !held.empty(); held.pop_back()) mm::kunmap_local(held.back());
        return said;
    }
};

// ---- step 1: how far ----

TEST(LabDistance, IsWhatTheAccessStillWanted) { EXPECT_THAT(distance(64, 0), HasSubstr("64 bytes")); }

TEST(LabDistance, CountsWhatLiesBetweenTheEndAndTheFault)
{
    EXPECT_THAT(distance(4, 100), HasSubstr("104 bytes"));
}

TEST(LabDistance, IsExactIfTheLengthIsKnown)
{
    EXPECT_THAT(distance(64, 0), Not(HasSubstr("at least"))) << "64 bytes, neither more nor less";
}

TEST(LabDistance, IsAtLeastThatMuchIfTheLengthIsNotKnown)
{
    EXPECT_THAT(distance(0, 0), StartsWith("at least"));
}

TEST(LabDistance, OfUnknownLengthIsAtLeastOneByte)
{
    EXPECT_THAT(distance(0, 0), EndsWith("1 byte"));
    EXPECT_THAT(distance(0, 100), EndsWith("101 bytes"));
}

// ---- step 2: which neighbour ----

TEST(LabNeighbour, IsTheOnlyOneThatIsMapped)
{
    EXPECT_EQ(neighbour(0, true, false), "below");
    EXPECT_EQ(neighbour(0xFFF, false, true), "above");
}

TEST(LabNeighbour, IsTheOnlyOneThatIsMappedHoweverFar)
{
    EXPECT_EQ(neighbour(0xFFF, true, false), "below");
    EXPECT_EQ(neighbour(0, false, true), "above");
}

TEST(LabNeighbour, BelowIsNearerToTheFirstByte) { EXPECT_EQ(neighbour(0, true, true), "below"); }

TEST(LabNeighbour, AboveIsNearerToTheLastByte) { EXPECT_EQ(neighbour(0xFFF, true, true), "above"); }

TEST(LabNeighbour, ChangesInTheMiddle)
{
    EXPECT_EQ(neighbour(0x7FF, true, true), "below");
    EXPECT_EQ(neighbour(0x800, true, true), "above")
        << "2048 bytes to the page below, and 2048 to the one above";
}

TEST(LabNeighbour, IsNoneIfNoneIsMapped)
{
    EXPECT_EQ(neighbour(0, false, false), "none");
    EXPECT_EQ(neighbour(0xFFF, false, false), "none");
}

// ---- step 3: whose guard it was ----

TEST_F(LabGuards, AccessBehindAPageIsItsOverrun)
{
    VirtAddr const page = mapped();
    EXPECT_THAT(said_of(page + kPageSize),
                AllOf(StartsWith("overrun"), HasSubstr("the end of slot 0 of CPU 0")));
}

TEST_F(LabGuards, AccessBeforeAPageIsItsUnderrun)
{
    VirtAddr const page = mapped();
    EXPECT_THAT(said_of(page - 8),
                AllOf(StartsWith("underrun"), HasSubstr("8 bytes before the start of slot 0")));
}

TEST_F(LabGuards, GuardBetweenTwoPagesBlamesTheNearerOne)
{
    VirtAddr const outer = mapped(), inner = mapped();
    EXPECT_THAT(said_of(outer + kPageSize), AllOf(StartsWith("overrun"), HasSubstr("slot 0")));
    EXPECT_THAT(said_of(inner - 1), AllOf(StartsWith("underrun"), HasSubstr("slot 1")));
}

TEST_F(LabGuards, GuardBetweenTwoPagesNamesTheNearerOne)
{
    VirtAddr const outer = mapped(), inner = mapped();
    EXPECT_THAT(said_of(outer + kPageSize), HasSubstr("slot 0 of CPU 0"));
    EXPECT_THAT(said_of(inner - 1), HasSubstr("slot 1 of CPU 0"));
}

TEST_F(LabGuards, EmptyPageBehindACompoundIsItsEnd)
{
    VirtAddr const compound = map(b, 1);
    EXPECT_THAT(said_of(compound + 2 * kPageSize),
                AllOf(StartsWith("overrun"), HasSubstr("the end of the compound in slot 0")))
        << "that page is a slot and no guard, and stays empty behind a compound";
}

TEST_F(LabGuards, OverrunOnAnotherCpuNamesWhoseMappingItIs)
{
    VirtAddr const theirs = sim::on_cpu(1, [this] { return mapped(); });
    EXPECT_THAT(said_of(theirs + kPageSize), AllOf(StartsWith("overrun"), HasSubstr("slot 0 of CPU 1")));
}

// ---- step 4: where a window ends ----

TEST_F(LabGuards, FirstGuardOfAllHasAPageAbove)
{
    (void)mapped();
    EXPECT_THAT(said_of(mm::local_windows().begin + kUpperHalf),
                AllOf(StartsWith("underrun"), HasSubstr("slot 0")));
}

TEST_F(LabGuards, LastGuardOfAllIsNobodys)
{
    EXPECT_THAT(said_of(mm::local_windows().end - 1), AllOf(StartsWith("stale-slot"), HasSubstr("guard")));
}

TEST_F(LabGuards, GuardBetweenTwoWindowsMayBeTheEndOfTheLowerOne)
{
    VirtAddr const guard = slot_of(1, 0) - kPageSize;
    std::string const last = "slot " + std::to_string(mm::slots_per_window() - 1) + " of CPU 0";
    EXPECT_THAT(said_with_a_full_window(guard), AllOf(StartsWith("overrun"), HasSubstr(last)))
        << "the guard is CPU 1's, and the page below it is CPU 0's";
}

// ---- step 5: where nothing is mapped ----

TEST_F(LabGuards, GuardWithoutNeighboursIsToldAsAGuard)
{
    EXPECT_THAT(said_of(slot_of(0, 3) + kPageSize), AllOf(StartsWith("stale-slot"), HasSubstr("guard")));
}

TEST_F(LabGuards, OwnSlotThatIsEmptyIsStale)
{
    VirtAddr const page = mapped();
    mm::kunmap_local(page);
    EXPECT_THAT(said_of(page + 4),
                AllOf(StartsWith("stale-slot"), HasSubstr("at 0xff401004"), HasSubstr("slot 0 of CPU 0")));
}

TEST_F(LabGuards, OwnSlotIsThisCpusWhicheverThatIs)
{
    std::string const said = sim::on_cpu(1, [] { return said_of(slot_of(1, 2)); });
    EXPECT_THAT(said, AllOf(StartsWith("stale-slot"), HasSubstr("slot 2 of CPU 1"))) << "CPU 1 was asked";
}

TEST_F(LabGuards, SlotOfAnotherCpuIsForeign)
{
    EXPECT_THAT(said_of(slot_of(2, 5)), StartsWith("foreign-slot"));
}

TEST_F(LabGuards, ForeignSlotIsNamedWithBothCpus)
{
    EXPECT_THAT(said_of(slot_of(2, 5)), AllOf(HasSubstr("slot 5 of CPU 2"), HasSubstr("on CPU 0")))
        << "who came, and where to";
}

TEST_F(LabGuards, SlotThatRestsIsToldWithWhoUnmappedIt)
{
    mm::vmap_area().start(mm::kernel_space().root, mm::layout::kVmapArea);
    mm::set_kmap_debug({.quarantine = true});
    VirtAddr const page = mapped();
    mm::kunmap_local(page);
    EXPECT_THAT(said_of(page), HasSubstr("unmapped by thread 'boot 0'"));
}

} // namespace
