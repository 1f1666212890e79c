// SPDX-License-Identifier: MIT
// kmap(): hits, misses, the lazy flush, waiting, and every misuse.
#include "mm/frame_allocator.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_pool.hpp"
#include "tests/random.hpp"
#include "tests/sim/mapping_machine.hpp"

#include <set>
#include <thread>
#include <vector>

namespace {

using lib::ReportKind;
using mm::Frame;
using mm::SharedSlots;
using sim::as;
using sim::at;

class Kmap : public sim::MappingMachine {
protected:
    explicit Kmap(sim::BootOptions const& options = {}) : MappingMachine{options} {}

    static void only_slots(u32 count) { mm::kmap_pool().limit(count); }
    static void map_and_unmap(Frame frame)
    {
        (void)mm::kmap(frame);
        mm::kunmap(frame);
    }
};

class KmapOnManyCpus : public Kmap {
protected:
    KmapOnManyCpus() : Kmap{{.cpus = kMaxCpus}} {}
};

TEST_F(Kmap, LowmemIsShownWhereTheDirectMapHasIt)
{
    Frame const low = low_frame('l');
    EXPECT_EQ(mm::kmap(low), mm::lowmem_address(low.pfn().base()));
    mm::kunmap(low);
}

TEST_F(Kmap, EveryCpuSeesThePage)
{
    VirtAddr const page = mm::kmap(high_frame('q'));
    for (u32 cpu = 0; cpu < 2; ++cpu) EXPECT_EQ(sim::on_cpu(cpu, [&] { return at(page); }), 'q');
}

TEST_F(Kmap, SecondUserGetsTheSameAddress)
{
    Frame const frame = high_frame('x');
    VirtAddr const page = mm::kmap(frame);
    EXPECT_EQ(mm::kmap(frame), page);
    mm::kunmap(frame);
    EXPECT_FALSE(faults(page)) << "one user is left";
}

TEST_F(Kmap, BothNeighboursOfAPageFault)
{
    VirtAddr const first = mm::kmap(high_frame('x')), second = mm::kmap(high_frame('x'));
    for (VirtAddr const page : {first, second}) {
        EXPECT_TRUE(faults(page - 1));
        EXPECT_TRUE(faults(page + kPageSize));
    }
}

TEST_F(Kmap, LastSlotLiesInsideTheWindow)
{
    VirtAddr const last = SharedSlots::address_of(SharedSlots::kMost - 1);
    EXPECT_EQ(last + 2 * kPageSize, mm::layout::kKmapWindow.end);
}

TEST_F(Kmap, UnusedPageStaysMappedAndIsAHit)
{
    Frame const frame = high_frame('x');
    VirtAddr const page = mm::kmap(frame);
    mm::kunmap(frame);
    EXPECT_EQ(mm::kmap_high_get(frame), page);
    EXPECT_TRUE(sim::shootdown_log().empty());
}

TEST_F(Kmap, HighGetOfAFrameThatIsNotMappedGetsNothing)
{
    EXPECT_EQ(mm::kmap_high_get(high_frame('x')), std::nullopt);
    EXPECT_EQ(mm::shared_mappings_held(), 0u);
}

TEST_F(Kmap, HighGetNeedsItsOwnUnmap)
{
    Frame const frame = high_frame('x');
    (void)mm::kmap(frame);
    (void)mm::kmap_high_get(frame);
    mm::kunmap(frame);
    mm::kmap_flush_unused();
    EXPECT_TRUE(mm::kmap_high_get(frame)) << "still in use";
}

TEST_F(Kmap, WrapFlushesEveryCpuExactlyOnce)
{
    auto const frames = high_frames(SharedSlots::kMost + 1);
    for (u32 index = 0; index < SharedSlots::kMost; ++index) map_and_unmap(frames[index]);
    EXPECT_TRUE(sim::shootdown_log().empty());
    map_and_unmap(frames.back());
    ASSERT_EQ(sim::shootdown_log().size(), 1u);
    EXPECT_EQ(sim::shootdown_log()[0], (sim::Shootdown{lib::CpuMask::all(), mm::layout::kKmapWindow}));
}

TEST_F(Kmap, NoCpuEverSeesAnOldFrame)
{
    only_slots(3);
    auto const frames = high_frames(8);
    sim::Random random{3};
    for (u32 round = 0; round < 2000; ++round) {
        u32 const index = random.below(8);
        VirtAddr const page = mm::kmap(frames[index]);
        for (u32 cpu = 0; cpu < 2; ++cpu)
            ASSERT_EQ(sim::on_cpu(cpu, [&] { return at(page); }), static_cast<char>(index));
        mm::kunmap(frames[index]);
    }
}

TEST_F(Kmap, PageInUseSurvivesTheWrap)
{
    only_slots(3);
    VirtAddr const page = mm::kmap(high_frame('k'));
    for (u32 round = 0; round < 10; ++round) map_and_unmap(high_frame('x'));
    EXPECT_EQ(at(page), 'k');
}

TEST_F(Kmap, FlushUnusedUnmapsWhatNobodyUses)
{
    Frame const frame = high_frame('x'), used = high_frame('x');
    VirtAddr const page = mm::kmap(frame), kept = mm::kmap(used);
    (void)sim::on_cpu(1, [&] { return at(page); });
    mm::kunmap(frame);
    mm::kmap_flush_unused();
    EXPECT_TRUE(sim::on_cpu(1, [&] { return faults(page); }));
    EXPECT_FALSE(faults(kept));
    EXPECT_EQ(sim::shootdown_log().size(), 1u);
    mm::kmap_flush_unused();
    EXPECT_EQ(sim::shootdown_log().size(), 1u) << "nothing to do";
}

TEST_F(Kmap, FrameThatIsAllocatedAgainIsNotTakenForTheOldOne)
{
    Frame const frame = high_frame('o');
    map_and_unmap(frame);
    mm::frames().free_frames(frame, 0);
    Frame const again = high_frame('n');
    ASSERT_EQ(again, frame) << "the allocator gives back what is hot";
    EXPECT_EQ(at(mm::kmap(again)), 'n');
    mm::kunmap(again);
    for (u32 round = 0; round < 2 * SharedSlots::kMost; ++round) map_and_unmap(high_frame('x'));
    EXPECT_EQ(at(mm::kmap(again)), 'n') << "after a wrap that found the frame in two slots";
}

TEST_F(Kmap, WaiterWakesWhenAnySlotIsReleased)
{
    only_slots(3);
    auto const frames = high_frames(4);
    sim::Thread holder{"holder"}, waiter{"waiter"};
    for (u32 released = 0; released < 3; ++released) {
        as(holder, [&] {
            for (u32 index = 0; index < 3; ++index) (void)mm::kmap(frames[index]);
        });
        waiter.while_parked = [&] { as(holder, [&] { mm::kunmap(frames[released]); }); };
        as(waiter, [&] {
            EXPECT_EQ(at(mm::kmap(frames[3])), 3);
            mm::kunmap(frames[3]);
        });
        as(holder, [&] {
            for (u32 index = 0; index < 3; ++index)
                if (index != released) mm::kunmap(frames[index]);
        });
    }
    EXPECT_EQ(mm::kmap_pool().wake_ups(), 3u);
}

TEST_F(Kmap, TwoWhoWaitForTheSameFrameShareTheSlotThatComesFree)
{
    only_slots(1);
    auto const frames = high_frames(2);
    sim::Thread holder{"holder"}, first{"first"}, second{"second"};
    as(holder, [&] { (void)mm::kmap(frames[0]); });
    second.while_parked = [&] { as(holder, [&] { mm::kunmap(frames[0]); }); };
    first.while_parked = [&] { as(second, [&] { EXPECT_EQ(at(mm::kmap(frames[1])), 1); }); };
    as(first, [&] { EXPECT_EQ(at(mm::kmap(frames[1])), 1); });
    EXPECT_EQ(mm::kmap_pool().slots().users(0), 2 + SharedSlots::kUnused);
    EXPECT_EQ(mm::kmap_pool().wake_ups(), 2u);
}

TEST_F(Kmap, WaiterFurtherBackIsServedWhenItsFrameGetsMapped)
{
    only_slots(1);
    auto const frames = high_frames(3);
    sim::Thread holder{"holder"}, first{"first"}, other{"other"}, last{"last"};
    as(holder, [&] { (void)mm::kmap(frames[0]); });
    std::vector<char const*> order;
    last.while_parked = [&] { as(holder, [&] { mm::kunmap(frames[0]); }); };
    // `other` waits for frame 2 and cannot have it before the others are done with frame 1.
    other.while_parked = [&] {
        as(last, [&] { EXPECT_EQ(at(mm::kmap(frames[1])), 1); });
        as(last, [&] { mm::kunmap(frames[1]); });
        first.shared_held = 1; // it has been given its slot, and gives it back before it even woke up
        as(first, [&] { mm::kunmap(frames[1]); });
    };
    first.while_parked = [&] { as(other, [&] { EXPECT_EQ(at(mm::kmap(frames[2])), 2); }); };
    as(first, [&] { (void)mm::kmap(frames[1]); });
    EXPECT_EQ(mm::kmap_pool().waiting(), 0u);
    EXPECT_EQ(mm::kmap_pool().wake_ups(), 3u);
}

TEST_F(Kmap, NewcomerDoesNotOvertakeAWaiter)
{
    only_slots(1);
    auto const frames = high_frames(2);
    sim::Thread holder{"holder"}, waiter{"waiter"};
    as(holder, [&] { (void)mm::kmap(frames[0]); });
    waiter.while_parked = [&] {
        as(holder, [&] {
            mm::kunmap(frames[0]);
            EXPECT_TRUE(mm::kmap_high_get(frames[1])) << "mapped for the waiter before anyone else could ask";
            mm::kunmap(frames[1]);
        });
    };
    as(waiter, [&] { (void)mm::kmap(frames[1]); });
}

TEST_F(Kmap, EverybodyWaitingIsADeadlockWithNames)
{
    only_slots(2);
    auto const frames = high_frames(4);
    sim::Thread anna{"anna"}, bert{"bert"};
    as(anna, [&] { (void)mm::kmap(frames[0]); });
    as(bert, [&] { (void)mm::kmap(frames[1]); });
    anna.while_parked = [&] {
        as(bert, [&] {
            EXPECT_STOP_SAYING(ReportKind::Deadlock, "'anna' holds 1, 'bert' holds 1", mm::kmap(frames[3]));
            mm::kunmap(frames[1]);
        });
    };
    as(anna, [&] { EXPECT_EQ(at(mm::kmap(frames[2])), 2); });
}

TEST_F(Kmap, DeadlockIsSeenWhenTheLastOneAwakeLetsGo)
{
    only_slots(1);
    auto const frames = high_frames(2);
    sim::Thread anna{"anna"}, bert{"bert"};
    for (auto* thread : {&anna, &bert}) as(*thread, [&] { (void)mm::kmap(frames[0]); });
    anna.while_parked = [&] {
        as(bert, [&] { EXPECT_STOP_SAYING(ReportKind::Deadlock, "'anna' holds 1", mm::kunmap(frames[0])); });
        mm::kunmap(frames[0]); // no thread could: it sleeps. So the test ends
    };
    as(anna, [&] { (void)mm::kmap(frames[1]); });
}

TEST_F(Kmap, MappingOnItsWayToAnotherThreadIsNoDeadlock)
{
    only_slots(1);
    auto const frames = high_frames(2);
    sim::Thread anna{"anna"}, bert{"bert"};
    std::optional<mm::HandedMap> parcel;
    as(anna, [&] { parcel.emplace(mm::SharedMap{frames[0]}); });
    anna.while_parked = [&] { as(bert, [&] { mm::SharedMap const mine{std::move(*parcel)}; }); };
    as(anna, [&] { EXPECT_EQ(at(mm::kmap(frames[1])), 1); });
}

TEST_F(KmapOnManyCpus, ThirtyTwoThreadsShareThreeSlots)
{
    constexpr u32 kRounds = 100;
    only_slots(3);
    auto const frames = high_frames(9);
    std::vector<std::thread> threads;
    for (u32 cpu = 0; cpu < kMaxCpus; ++cpu) {
        threads.emplace_back([&frames, cpu] {
            sim::OnCpu const here{cpu};
            sim::Random random{cpu};
            for (u32 round = 0; round < kRounds; ++round) {
                Frame const frame = frames[random.below(static_cast<u32>(frames.size()))];
                VirtAddr const page = mm::kmap(frame);
                auto const walk = mm::walk(mm::kernel_space().root, page);
                ASSERT_EQ(walk.address, frame.pfn().base());
                if (random.one_in(2)) std::this_thread::yield();
                mm::kunmap(frame);
            }
            EXPECT_EQ(mm::shared_mappings_held(), 0u);
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(mm::kmap_pool().slots().total_users(), 0u);
    EXPECT_EQ(mm::kmap_pool().waiting(), 0u);
    EXPECT_GT(mm::kmap_pool().wake_ups(), 0u);
}

TEST_F(Kmap, SecondUnmapStops)
{
    Frame const frame = high_frame('x'), other = high_frame('x');
    (void)mm::kmap(other);
    map_and_unmap(frame);
    EXPECT_STOP_SAYING(ReportKind::DoubleUnmap, "nobody has it mapped", mm::kunmap(frame));
}

TEST_F(Kmap, UnmapOfAFrameThatWasNeverMappedStops)
{
    EXPECT_STOP(ReportKind::DoubleUnmap, mm::kunmap(high_frame('x')));
}

TEST_F(Kmap, UnmapByAThreadThatHasNothingStops)
{
    Frame const frame = high_frame('x');
    (void)mm::kmap(frame);
    sim::Thread thief{"thief"};
    as(thief, [&] { EXPECT_STOP_SAYING(ReportKind::NotTheHolder, "'thief'", mm::kunmap(frame)); });
    EXPECT_TRUE(mm::kmap_high_get(frame)) << "the holder's mapping is untouched";
}

TEST_F(Kmap, NeedsToBeAllowedToSleep)
{
    mm::preempt_disable();
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "kmap may sleep", mm::kmap(high_frame('x')));
    mm::preempt_enable();
}

TEST_F(Kmap, HandleUnmapsAtTheEndOfItsLife)
{
    Frame const frame = high_frame('h');
    {
        mm::SharedMap first{frame};
        mm::SharedMap second{std::move(first)};
        EXPECT_EQ(static_cast<char>(second.bytes()[0]), 'h');
        EXPECT_EQ(mm::shared_mappings_held(), 1u);
    }
    EXPECT_EQ(mm::shared_mappings_held(), 0u);
    EXPECT_EQ(mm::kmap_pool().slots().total_users(), 0u);
}

TEST_F(Kmap, HandleThatNobodyTakesIsUnmappedByWhoDropsIt)
{
    Frame const frame = high_frame('x');
    {
        mm::HandedMap const parcel{mm::SharedMap{frame}};
        EXPECT_EQ(mm::shared_mappings_held(), 0u);
    }
    EXPECT_EQ(mm::shared_mappings_held(), 0u);
    EXPECT_EQ(mm::kmap_pool().slots().total_users(), 0u);
}

} // namespace
