// SPDX-License-Identifier: MIT
// How faults that the simulated CPU raises are judged: what happened, how far, whose mapping it was.
#include "mm/fixmap.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_switch.hpp"
#include "mm/local_window.hpp"
#include "mm/window_judge.hpp"
#include "tests/sim/booted_machine.hpp"

namespace {

using lib::ReportKind;
using mm::AccessKind;

class WindowJudge : public sim::BootedMachine {
protected:
    static constexpr Pfn kOuter{0x12'3456}, kInner{0x12'7890};
    VirtAddr const outer = mm::kmap_local_pfn(kOuter);

    static void expect(mm::FaultingAccess const& access, ReportKind kind, std::string_view words)
    {
        auto const report = mm::judge(access);
        EXPECT_TRUE(sim::stopped_with(report, kind, sim::here(words)));
    }
    /// The access that `function` fails with, as the trap hands it on: without the length.
    template <class Function> static mm::FaultingAccess access_of(Function&& function)
    {
        auto const fault = sim::fault_of(function);
        EXPECT_TRUE(fault.has_value()) << "no fault";
        bool const write = fault && (fault->error & sim::PageFault::kWrite) != 0;
        return {fault ? fault->address : VirtAddr{}, write ? AccessKind::Write : AccessKind::Read, 0};
    }
};

TEST_F(WindowJudge, OverrunNamesDistanceSlotCpuFrameAndOwner)
{
    auto access = access_of([&] { sim::fill(outer + 0xFE0, 0x20 + 64, std::byte{0}); });
    access.bytes = 64; // what the string instruction has left in ECX
    expect(access, ReportKind::Overrun,
           "thread 'boot 0' writes 64 bytes past the end of slot 0 of CPU 0 (frame 0x123456, mapped by "
           "thread 'boot 0')");
}

TEST_F(WindowJudge, OverrunOfUnknownLengthSaysAtLeast)
{
    auto const access = access_of([&] { sim::fill(outer + 0xFE0, 0x20 + 64, std::byte{0}); });
    expect(access, ReportKind::Overrun, "writes at least 1 byte past the end");
}

TEST_F(WindowJudge, JumpIntoTheGuardCountsFromThePagesEnd)
{
    expect({outer + kPageSize + 100, AccessKind::Read, 4}, ReportKind::Overrun,
           "reads 104 bytes past the end of slot 0");
}

TEST_F(WindowJudge, UnderrunNamesTheDistanceToTheStart)
{
    auto const access = access_of([&] { sim::store(outer - 8, std::byte{0}); });
    expect(access, ReportKind::Underrun,
           "writes 8 bytes before the start of slot 0 of CPU 0 (frame 0x123456");
}

TEST_F(WindowJudge, GuardBetweenTwoMappingsBlamesTheNearerOne)
{
    VirtAddr const inner = mm::kmap_local_pfn(kInner);
    expect({outer + kPageSize, AccessKind::Write, 1}, ReportKind::Overrun, "past the end of slot 0");
    expect({inner - 1, AccessKind::Write, 1}, ReportKind::Underrun, "before the start of slot 1");
}

TEST_F(WindowJudge, GuardBelowTheOnlyMappingBlamesItWhereverItIsHit)
{
    expect({outer - kPageSize, AccessKind::Read, 1}, ReportKind::Underrun,
           "4096 bytes before the start of slot 0");
    expect({outer + kPageSize + 4095, AccessKind::Read, 1}, ReportKind::Overrun,
           "4096 bytes past the end of slot 0");
}

TEST_F(WindowJudge, UnmappedSlotIsAStalePointer)
{
    mm::kunmap_local(outer);
    auto const access = access_of([&] { (void)sim::load(outer + 5); });
    expect(access, ReportKind::StaleSlot, "slot 0 of CPU 0 is not mapped (any more)");
}

TEST_F(WindowJudge, GuardWithoutNeighboursIsAStalePointerToo)
{
    mm::kunmap_local(outer);
    expect({outer + kPageSize, AccessKind::Read, 1}, ReportKind::StaleSlot, "no mapping on either side");
}

TEST_F(WindowJudge, SlotOfAnotherCpuIsForeign)
{
    ONLY_WINDOWS_OF_CPUS();
    VirtAddr const theirs = mm::LocalPlace::of_slot(mm::WindowOwner{1}, 0).address();
    expect({theirs, AccessKind::Write, 4}, ReportKind::ForeignSlot, "in slot 0 of CPU 1");
}

TEST_F(WindowJudge, OverrunOfAnotherCpusSlotNamesItsOwner)
{
    ONLY_WINDOWS_OF_CPUS();
    VirtAddr const theirs = sim::on_cpu(1, [] { return mm::kmap_local_pfn(kInner); });
    expect({theirs + kPageSize, AccessKind::Write, 4}, ReportKind::Overrun,
           "slot 0 of CPU 1 (frame 0x127890, mapped by thread 'boot 1')");
}

TEST_F(WindowJudge, WriteToAReadOnlyMappingIsAMatterOfRights)
{
    VirtAddr const inner = mm::kmap_local_pfn(kInner, mm::kReadOnly);
    auto const access = access_of([&] { sim::store(inner + 9, std::byte{1}); });
    expect(access, ReportKind::Rights, "slot 1 of CPU 0 maps frame 0x127890 read-only");
}

TEST_F(WindowJudge, MappingOfAnInterruptIsNotBlamedOnTheThread)
{
    mm::LocalIrqScope const interrupt;
    VirtAddr const inner = mm::kmap_local_pfn(kInner);
    expect({inner + kPageSize, AccessKind::Write, 1}, ReportKind::Overrun,
           "slot 1 of CPU 0 (frame 0x127890, mapped by an interrupt above thread 'boot 0')");
    mm::kunmap_local(inner);
}

TEST_F(WindowJudge, LastGuardOfAllIsJudged)
{
    ONLY_WINDOWS_OF_CPUS();
    expect({mm::local_windows().end - 1, AccessKind::Read, 1}, ReportKind::StaleSlot, "a guard page");
    expect({mm::local_windows().begin, AccessKind::Read, 1}, ReportKind::Underrun, "slot 0 of CPU 0");
}

TEST_F(WindowJudge, PictureShowsTheGuardThatWasHit)
{
    ONLY_WINDOWS_OF_CPUS();
    auto const report = mm::judge({outer + kPageSize, AccessKind::Write, 64});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->picture.view(),
              "    0xff400000  guard\n"
              "    0xff401000  slot 0  of CPU 0: frame 0x123456 rw-  thread 'boot 0'\n"
              "--> 0xff402000  guard\n"
              "    0xff403000  slot 1  of CPU 0: empty\n"
              "    0xff404000  guard\n");
}

TEST_F(WindowJudge, FixmapsGuardNamesTheDevice)
{
    VirtAddr const apic = mm::fixmap_map(mm::Fixmap::LocalApic, Pfn{0xF'EE00});
    expect({apic + kPageSize + 16, AccessKind::Write, 4}, ReportKind::Overrun,
           "writes 20 bytes past the end of the fixmap's page 'local APIC'");
    expect({mm::fix_to_virt(mm::Fixmap::VgaText), AccessKind::Read, 4}, ReportKind::StaleSlot,
           "'VGA text' is not mapped");
}

TEST_F(WindowJudge, AddressesOutsideAllWindowsAreNoneOfItsBusiness)
{
    EXPECT_FALSE(mm::judge({VirtAddr{0}, AccessKind::Read, 1}).has_value());
    EXPECT_FALSE(mm::judge({VirtAddr{0xC123'4567}, AccessKind::Read, 1}).has_value());
    EXPECT_FALSE(mm::judge({mm::local_windows().end, AccessKind::Read, 1}).has_value());
}

} // namespace
