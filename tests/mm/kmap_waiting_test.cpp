// SPDX-License-Identifier: MIT
// kmap() when all slots are in use: who waits, who is woken, and who waits in vain.
#include "mm/kernel_space.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/page_table.hpp"
#include "tests/sim/mapping_machine.hpp"
#include "tests/support/random.hpp"

#include <optional>
#include <thread>
#include <vector>

namespace {

using lib::ReportKind;
using mm::Frame;
using mm::SharedSlots;
using sim::as;
using sim::at;

class KmapWaiting : public sim::MappingMachine {
protected:
    explicit KmapWaiting(sim::BootOptions const& options = {}) : MappingMachine{options} {}

    static void only_slots(u32 count) { mm::kmap_pool().limit(count); }
};

class KmapOnManyCpus : public KmapWaiting {
protected:
    KmapOnManyCpus() : KmapWaiting{{.cpus = kMaxCpus}} {}
};

TEST_F(KmapWaiting, WaiterWakesWhenAnySlotIsReleased)
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

TEST_F(KmapWaiting, TwoWhoWaitForTheSameFrameShareTheSlotThatComesFree)
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

TEST_F(KmapWaiting, WaiterFurtherBackIsServedWhenItsFrameGetsMapped)
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
        first.shared_held = 1; // it has been given its slot, and gives it back before it has even woken up
        as(first, [&] { mm::kunmap(frames[1]); });
    };
    first.while_parked = [&] { as(other, [&] { EXPECT_EQ(at(mm::kmap(frames[2])), 2); }); };
    as(first, [&] { (void)mm::kmap(frames[1]); });
    EXPECT_EQ(mm::kmap_pool().waiting(), 0u);
    EXPECT_EQ(mm::kmap_pool().wake_ups(), 3u);
}

TEST_F(KmapWaiting, NewcomerDoesNotOvertakeAWaiter)
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

TEST_F(KmapWaiting, EverybodyWaitingIsADeadlockWithNames)
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

TEST_F(KmapWaiting, DeadlockIsSeenWhenTheLastOneAwakeLetsGo)
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

TEST_F(KmapWaiting, MappingOnItsWayToAnotherThreadIsNoDeadlock)
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
    constexpr u32 kRounds = 50;
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
    EXPECT_EQ(sim::users_of_all_slots(), 0u);
    EXPECT_EQ(mm::kmap_pool().waiting(), 0u);
    EXPECT_GT(mm::kmap_pool().wake_ups(), 0u);
}

} // namespace
