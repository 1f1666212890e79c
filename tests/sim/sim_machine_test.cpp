// SPDX-License-Identifier: MIT
// The simulated machine as the code under test sees it: memory, CPUs, flushes, accesses that cross pages.
#include "mm/machine.hpp"
#include "mm/page_table.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/stop.hpp"

namespace {

using mm::Pte;

constexpr u32 kPageFlags = Pte::kPresent | Pte::kWrite | Pte::kAccessed | Pte::kDirty;
constexpr VirtAddr kPage{0xFEA0'1000};
constexpr PhysAddr kRoot{0x1000ull}, kDirectory{0x2000ull}, kTable{0x3000ull};
constexpr Pfn kFrameA{0x12'0000}, kFrameB{0x12'0001};

class SimMachine : public testing::Test {
protected:
    SimMachine()
    {
        sim::reset_machine();
        mm::publish(mm::table_at(Pfn::of(kRoot))[3], Pte::frame(Pfn::of(kDirectory), Pte::kPresent));
        mm::publish(mm::table_at(Pfn::of(kDirectory))[mm::directory_index(kPage)],
                    Pte::frame(Pfn::of(kTable), kPageFlags));
        for (u32 cpu = 0; cpu < 2; ++cpu) sim::on_cpu(cpu, [] { sim::mmu().load_root(kRoot); });
        *sim::ram(kFrameA.base()) = std::byte{'a'};
        *sim::ram(kFrameB.base()) = std::byte{'b'};
    }
    static mm::PteSlot& slot(u32 page = 0)
    {
        return mm::table_at(Pfn::of(kTable))[mm::table_index(kPage) + page];
    }
    static void show(Pfn pfn, u32 page = 0) { mm::publish(slot(page), Pte::frame(pfn, kPageFlags)); }
};

TEST_F(SimMachine, MemoryAboveFourGibIsNotMemoryBelowIt)
{
    *sim::ram(PhysAddr{0x1'0000'5000ull}) = std::byte{1};
    EXPECT_EQ(*sim::ram(PhysAddr{0x5000ull}), std::byte{0});
}

TEST_F(SimMachine, ResetClearsMemory)
{
    sim::reset_machine();
    EXPECT_EQ(*sim::ram(kFrameA.base()), std::byte{0});
}

TEST_F(SimMachine, MissingMemoryIsAnError)
{
    EXPECT_THROW((void)sim::ram(PhysAddr{sim::kRamBytes}), std::out_of_range);
}

TEST_F(SimMachine, ForgottenFlushShowsTheOldFrame)
{
    show(kFrameA);
    EXPECT_EQ(*hw::at(kPage), std::byte{'a'});
    mm::retract(slot());
    show(kFrameB);
    EXPECT_EQ(*hw::at(kPage), std::byte{'a'}) << "stale, as on silicon";
    hw::flush_page(kPage);
    EXPECT_EQ(*hw::at(kPage), std::byte{'b'});
}

TEST_F(SimMachine, FlushReachesOnlyTheCpuThatFlushes)
{
    show(kFrameA);
    for (u32 cpu = 0; cpu < 2; ++cpu) sim::on_cpu(cpu, [] { EXPECT_EQ(*hw::at(kPage), std::byte{'a'}); });
    mm::retract(slot());
    hw::flush_page(kPage);
    show(kFrameB);
    EXPECT_EQ(*hw::at(kPage), std::byte{'b'});
    EXPECT_EQ(sim::on_cpu(1, [] { return *hw::at(kPage); }), std::byte{'a'});
}

TEST_F(SimMachine, FlushesAreLoggedInOrderWithTheirCpu)
{
    hw::flush_page(kPage);
    sim::on_cpu(1, [] { hw::flush_all(); });
    EXPECT_EQ(sim::flush_log(), (std::vector<sim::Flush>{{0, kPage}, {1, std::nullopt}}));
}

TEST_F(SimMachine, AccessThatCrossesIntoAGuardFaultsAtTheGuardsFirstByte)
{
    show(kFrameA);
    auto const fault = sim::fault_of([] { sim::fill(kPage + 0xFC0, 128, std::byte{0xEE}); });
    ASSERT_TRUE(fault.has_value());
    EXPECT_EQ(fault->address, kPage + kPageSize);
    EXPECT_EQ(*sim::ram(kFrameA.base() + 0xFFF), std::byte{0xEE});
    EXPECT_EQ(*sim::ram(kFrameB.base()), std::byte{'b'}) << "the next frame is untouched";
}

TEST_F(SimMachine, AdjacentPagesNeedNotBeAdjacentFrames)
{
    show(kFrameB, 0), show(kFrameA, 1);
    EXPECT_EQ(sim::load(kPage + kPageSize), std::byte{'a'});
}

TEST_F(SimMachine, EachCpuHasItsOwnInterruptFlag)
{
    EXPECT_TRUE(hw::irq_save());
    EXPECT_FALSE(hw::irq_save());
    EXPECT_TRUE(sim::on_cpu(1, [] { return sim::interrupts_on(); }));
    hw::irq_restore(true);
    EXPECT_TRUE(sim::interrupts_on());
}

TEST_F(SimMachine, StopIsCaughtWithItsReport)
{
    lib::Report report;
    report.kind = lib::ReportKind::TooDeep;
    report.headline.append("seventeen");
    EXPECT_STOP_SAYING(lib::ReportKind::TooDeep, "seventeen", lib::stop(report));
    EXPECT_FALSE(sim::stopped_with(sim::stop_of([&] { lib::stop(report); }), lib::ReportKind::BadFree));
    EXPECT_FALSE(sim::stopped_with(sim::stop_of([] {}), lib::ReportKind::TooDeep));
}

} // namespace
