// SPDX-License-Identifier: MIT
#include "lib/format.hpp"
#include "mm/frame_allocator.hpp"
#include "tests/sim/booted_machine.hpp"

#include <atomic>
#include <thread>

namespace {

using lib::ReportKind;
using mm::Frame;
using mm::ZoneChoice;

class FrameAllocator : public sim::BootedMachine {
protected:
    FrameAllocator() : BootedMachine{{.memory = 64_MiB}} {} // 32 MiB low, 32 MiB high

    static Frame alloc(u32 order, ZoneChoice choice = ZoneChoice::HighFirst)
    {
        auto const frame = mm::frames().alloc_frames(order, choice);
        EXPECT_TRUE(frame.has_value());
        return frame.value_or(Frame{Pfn{}});
    }
    static u32 free_frames() { return mm::frames().low().free_frames() + mm::frames().high().free_frames(); }
    static void exhaust(ZoneChoice choice)
    {
        while (mm::frames().alloc_frames(0, choice)) {
        }
    }
};

TEST_F(FrameAllocator, HandsOutExactlyWhatTheMapCallsUnused)
{
    boot({.memory = 6_GiB});
    u32 const ram = mm::count_frames(ram_pieces, {Pfn{}, plan.frames_end});
    u32 const kernel = 0x180, metadata = plan.metadata_frames();
    u32 const tables = ram - kernel - metadata - free_frames();
    EXPECT_GE(tables, 10u);
    EXPECT_LE(tables, 26u);
}

TEST_F(FrameAllocator, MetadataTakesEightBytesAFrame)
{
    EXPECT_EQ(mm::frames().metadata_bytes(), u64{plan.frames_end.raw()} * 8);
}

TEST_F(FrameAllocator, HighFirstGivesHighMemory) { EXPECT_FALSE(mm::frames().in_lowmem(alloc(0))); }

TEST_F(FrameAllocator, LowOnlyGivesLowmem)
{
    EXPECT_TRUE(mm::frames().in_lowmem(alloc(0, ZoneChoice::LowOnly)));
}

TEST_F(FrameAllocator, HighFallsBackToLow)
{
    while (!mm::frames().in_lowmem(alloc(0))) {
    }
    EXPECT_EQ(mm::frames().high().free_frames(), 0u);
}

TEST_F(FrameAllocator, LowNeverFallsBackToHigh)
{
    exhaust(ZoneChoice::LowOnly);
    EXPECT_GT(mm::frames().high().free_frames(), 0u);
    EXPECT_FALSE(mm::frames().alloc_frames(0, ZoneChoice::LowOnly).has_value());
}

TEST_F(FrameAllocator, OutOfMemoryIsNothingAndAFreedFrameHelps)
{
    Frame const kept = alloc(0);
    exhaust(ZoneChoice::HighFirst);
    EXPECT_FALSE(mm::frames().alloc_frames(0, ZoneChoice::HighFirst).has_value());
    mm::frames().free_frames(kept, 0);
    EXPECT_EQ(alloc(0), kept);
}

TEST_F(FrameAllocator, FreedFramesAreAllThereAgain)
{
    u32 const before = free_frames();
    for (u32 order = 0; order <= 10; ++order) mm::frames().free_frames(alloc(order), order);
    EXPECT_EQ(free_frames(), before);
}

TEST_F(FrameAllocator, EveryFrameOfACompoundKnowsItsHeadAndOrder)
{
    for (u32 order = 0; order <= 10; ++order) {
        Frame const head = alloc(order, order == 10 ? ZoneChoice::LowOnly : ZoneChoice::HighFirst);
        for (u32 offset = 0; offset < 1u << order; ++offset) {
            ASSERT_EQ(mm::frames().compound_head(head + offset), head) << order << " " << offset;
            ASSERT_EQ(mm::frames().compound_order(head + offset), order);
        }
    }
}

TEST_F(FrameAllocator, FreeFrameIsInNoCompound)
{
    Frame const head = alloc(3);
    mm::frames().free_frames(head, 3);
    EXPECT_FALSE(mm::frames().compound_head(head + 5).has_value());
    mm::frames().cool_down();
    EXPECT_FALSE(mm::frames().compound_head(head).has_value());
}

TEST_F(FrameAllocator, LastPutFreesTheBlock)
{
    u32 const before = free_frames();
    Frame const head = alloc(2);
    mm::frames().get_frame(head + 3);
    EXPECT_EQ(mm::frames().references(head), 2u);
    mm::frames().put_frame(head);
    EXPECT_EQ(free_frames(), before - 4);
    mm::frames().put_frame(head + 1);
    EXPECT_EQ(free_frames(), before);
}

TEST_F(FrameAllocator, DoubleFreeStopsAndNamesTheFrame)
{
    Frame const frame = alloc(0);
    mm::frames().free_frames(frame, 0);
    EXPECT_STOP_SAYING(ReportKind::BadFree,
                       lib::formatted<64>("of frame {}, which is free already", frame.pfn()).view(),
                       mm::frames().free_frames(frame, 0));
}

TEST_F(FrameAllocator, DoubleFreeIsFoundAfterTheFrameMeltedIntoALargerBlock)
{
    Frame const frame = alloc(0) + 0;
    mm::frames().free_frames(frame, 0);
    mm::frames().cool_down();
    EXPECT_STOP_SAYING(ReportKind::BadFree, "a double free", mm::frames().free_frames(frame, 0));
    EXPECT_STOP_SAYING(ReportKind::BadFree, "a double free", mm::frames().put_frame(frame));
}

TEST_F(FrameAllocator, FreeWithTheWrongOrderStops)
{
    Frame const frame = alloc(3);
    EXPECT_STOP_SAYING(ReportKind::BadFree, "allocated with order 3 and is freed with order 2",
                       mm::frames().free_frames(frame, 2));
    EXPECT_STOP(ReportKind::BadFree, mm::frames().free_frames(frame, 11));
}

TEST_F(FrameAllocator, FreeOfATailStopsAndNamesTheHead)
{
    Frame const frame = alloc(3);
    EXPECT_STOP_SAYING(ReportKind::BadFree, "is inside the block of order 3",
                       mm::frames().free_frames(frame + 4, 2));
}

TEST_F(FrameAllocator, FreeWhileOthersHoldReferencesStops)
{
    Frame const frame = alloc(0);
    mm::frames().get_frame(frame);
    EXPECT_STOP_SAYING(ReportKind::BadFree, "while 2 references to it are held",
                       mm::frames().free_frames(frame, 0));
}

TEST_F(FrameAllocator, FreeOfWhatWasNeverAllocatedStops)
{
    EXPECT_STOP_SAYING(ReportKind::BadFree, "not RAM, or is the kernel's own",
                       mm::frames().free_frames(Frame{Pfn{0x110}}, 0));
    EXPECT_STOP_SAYING(ReportKind::BadFree, "not RAM, or is the kernel's own",
                       mm::frames().free_frames(Frame{Pfn{0xB8}}, 0));
    EXPECT_STOP_SAYING(ReportKind::BadFree, "beyond all RAM",
                       mm::frames().free_frames(Frame{Pfn{0x12'3456}}, 0));
}

TEST_F(FrameAllocator, ReferenceToAFreeFrameStops)
{
    Frame const frame = alloc(0);
    mm::frames().put_frame(frame);
    EXPECT_STOP_SAYING(ReportKind::BadFree, "get_frame of frame", mm::frames().get_frame(frame));
}

TEST_F(FrameAllocator, KmapSlotOfAnyFrameIsItsOwnAndStartsAtZero)
{
    Frame const head = alloc(1);
    mm::frames().info(head + 1).set_kmap_slot(511);
    EXPECT_EQ(mm::frames().info(head).kmap_slot(), 0u);
    EXPECT_EQ(mm::frames().info(head + 1).kmap_slot(), 511u);
    mm::frames().info(head).set_kmap_slot(3);
    EXPECT_EQ(mm::frames().compound_order(head), 1u) << "the order is untouched";
    mm::frames().free_frames(head, 1);
    EXPECT_EQ(mm::frames().info(alloc(1)).kmap_slot(), 0u) << "whoever gets the frame next";
}

TEST_F(FrameAllocator, InterruptsAreAsTheyWereAfterEveryCall)
{
    Frame const frame = alloc(0);
    EXPECT_TRUE(sim::interrupts_on());
    EXPECT_STOP(ReportKind::BadFree, mm::frames().free_frames(frame, 1));
    EXPECT_TRUE(sim::interrupts_on());
}

TEST_F(FrameAllocator, CpusAllocateAndFreeAtOnceWithoutLosingAFrame)
{
    u32 const before = free_frames();
    std::atomic<u32> failures = 0;
    auto const work = [&](u32 cpu) {
        sim::on_cpu(cpu, [&] {
            for (u32 round = 0; round < 2'000; ++round) {
                auto const frame = mm::frames().alloc_frames(round % 6, ZoneChoice::HighFirst);
                if (!frame) {
                    ++failures;
                    continue;
                }
                mm::frames().get_frame(*frame);
                mm::frames().put_frame(*frame + (round % (1u << (round % 6))));
                mm::frames().put_frame(*frame);
            }
        });
    };
    std::vector<std::thread> cpus;
    for (u32 cpu = 0; cpu < 4; ++cpu) cpus.emplace_back(work, cpu);
    for (auto& cpu : cpus) cpu.join();
    EXPECT_EQ(failures, 0u);
    EXPECT_EQ(free_frames(), before);
}

} // namespace
