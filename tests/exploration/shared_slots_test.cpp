// SPDX-License-Identifier: MIT
// kmap() by its slots. Two CPUs are tried to the end, but for the two that wait for each other; in the others
// switches are bounded, as each test says. Three CPUs in no order that share two frames are KmapExploredSlow.
// At night (KmapExploredNightly): the miss that wakes, 2.4 million states, and three CPUs with a frame each,
// 3.5 million. Each test prints its own counts.
#include "tests/exploration/explored_kmap.hpp"

namespace {

using exploration::KmapExplored;
using KmapExploredSlow = KmapExplored;
using KmapExploredNightly = KmapExplored;

TEST_F(KmapExplored, TwoMapTheSameFrame)
{
    begin_with(2, 1, 1);
    exploration.programs[0] = exploration.programs[1] = [this] { use(0); };
    expect_all_is_well();
}

TEST_F(KmapExplored, TwoFramesTakeTurnsInOneSlot)
{
    begin_with(2, 1, 2);
    exploration.programs[0] = [this] { use(0); };
    exploration.programs[1] = [this] { use(1); };
    expect_all_is_well();
}

TEST_F(KmapExplored, FrameThatIsMappedAndUnusedIsTakenOrRetired)
{
    begin_with(2, 1, 2);
    leave_mapped(0);
    exploration.programs[0] = [this] { use(0); };
    exploration.programs[1] = [this] { use(1); };
    expect_all_is_well();
}

TEST_F(KmapExplored, TwoGoRoundThroughTwoSlots)
{
    begin_with(2, 2, 4);
    leave_mapped(0);
    exploration.programs[0] = [this] { use(1), use(2); };
    exploration.programs[1] = [this] { use(0), use(3); };
    expect_all_is_well();
}

TEST_F(KmapExploredNightly, MissThatRaisedTheCountWakesTheWaiterItKeptAsleep)
{
    begin_with(3, 1, 3);
    leave_mapped(0);
    exploration.forced_switches = 3;
    exploration.programs[0] = [this] { use_if_mapped(0); };
    exploration.programs[1] = [this] {
        hold(1, mm::kmap(frames[1]));
        raise_flag();
        let_go(1);
    };
    exploration.programs[2] = [this] {
        wait_for_flag(); // it has to come later than the other two, which saves nine tenths of the states
        use(2);
    };
    expect_all_is_well();
}

TEST_F(KmapExplored, MappingIsHandedOver)
{
    begin_with(2, 1, 2);
    exploration.programs[0] = [this] {
        (void)mm::kmap(frames[0]);
        mm::kmap_hand_over(frames[0]);
        raise_flag();
        use(1);
    };
    exploration.programs[1] = [this] {
        wait_for_flag();
        mm::kmap_adopt(frames[0]);
        let_go(0);
    };
    expect_all_is_well();
}

TEST_F(KmapExplored, EagerUnmapping)
{
    mm::set_kmap_debug({.eager = true});
    begin_with(2, 2, 2);
    exploration.programs[0] = [this] { use(0); };
    exploration.programs[1] = [this] { use(1); };
    expect_all_is_well();
}

TEST_F(KmapExplored, FlushOfTheUnusedLeavesNoneOfThem)
{
    begin_with(2, 2, 2);
    leave_mapped(0);
    exploration.programs[0] = [] {
        mm::kmap_flush_unused();
        for (u32 cpu = 0; cpu < 2; ++cpu)
            if (exploration::may_use(cpu, 0)[0] != 0)
                exploration::complain("the unused page is still cached");
    };
    exploration.programs[1] = [this] { use(1); };
    expect_all_is_well();
}

TEST_F(KmapExplored, ThoseWhoWaitForEachOtherAreToldSo)
{
    begin_with(2, 2, 4);
    auto const take_two = [this](u32 first) {
        hold(first, mm::kmap(frames[first]));
        hold(first + 1, mm::kmap(frames[first + 1]), 1);
        let_go(first + 1, 1);
        let_go(first);
    };
    exploration.programs[0] = [&] { take_two(0); };
    exploration.programs[1] = [&] { take_two(2); };
    exploration.forced_switches = 2;
    exploration.expected_stop = "every thread that holds one waits for another";
    auto const outcome = expect_all_is_well();
    EXPECT_GT(outcome.expected_stops, 0u);
    EXPECT_GT(outcome.ends, 0u);
}

TEST_F(KmapExploredNightly, ThreeFramesTakeTurnsInOneSlot)
{
    begin_with(3, 1, 3);
    exploration.forced_switches = 1;
    for (u32 cpu = 0; cpu < 3; ++cpu) exploration.programs[cpu] = [this, cpu] { use(cpu); };
    expect_all_is_well();
}

TEST_F(KmapExploredSlow, ThreeShareTwoFramesAndOneSlot)
{
    begin_with(3, 1, 2);
    exploration.forced_switches = 1;
    for (u32 cpu = 0; cpu < 3; ++cpu) exploration.programs[cpu] = [this, cpu] { use(cpu % 2); };
    expect_all_is_well();
}

} // namespace
