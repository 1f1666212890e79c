// SPDX-License-Identifier: MIT
// kmap() on two or three CPUs, in every order of their steps: whoever holds a page reads its own frame there
// on every CPU, nobody waits for a slot that is free, and nothing is left at the end. A flush on all CPUs is
// one step of each of them here; that shoot() keeps this promise is in tests/exploration/shootdown_test.cpp.
//
// kmap() of two CPUs is tried to its ends, but for the two that wait for each other; in the others switches
// are bounded, as each test says. 1.2 million states and 8 CPU-seconds, half of them for the miss that wakes;
// 0.5 million and 3.5 for the aliases; 0.5 million and 3 for three CPUs in no order (KmapExploredSlow). Each
// test prints its own counts.
#include "mm/kmap.hpp"
#include "mm/kmap_alias.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/vmap_area.hpp"
#include "tests/exploration/explorer.hpp"
#include "tests/exploration/say.hpp"
#include "tests/sim/mapping_machine.hpp"

#include <gtest/gtest.h>

namespace {

using mm::Frame;
using mm::SharedSlots;

/// Which frame a CPU holds where.
struct Holding {
    u64 pfn = 0; ///< 0: none
    u32 slot = 0;
};

class KmapExplored : public sim::MappingMachine {
protected:
    KmapExplored()
    {
        exploration.memory.add("pool", exploration::Kind::Shared, exploration::bytes_of(mm::kmap_pool()));
        exploration.memory.add("model", exploration::Kind::Kept, exploration::bytes_of(holdings));
        exploration.memory.add("flags", exploration::Kind::Shared, exploration::bytes_of(flag));
        exploration.memory.add("ranks", exploration::Kind::Kept, exploration::bytes_of(lib::g_held_ranks));
        exploration.programs.fill([] {});
        exploration.always = [this] { return wrong_frame(); };
        exploration.at_the_end = [this] { return what_is_left(); };
    }
    ~KmapExplored() override { mm::set_kmap_debug({}); }

    void begin_with(u32 cpus, u32 slots, u32 frame_count)
    {
        exploration.cpus = cpus;
        mm::kmap_pool().limit(slots);
        auto const entries = std::span{mm::kernel_space().kmap, 2 * slots + 1};
        exploration.memory.add("entries", exploration::Kind::Shared, std::as_writable_bytes(entries));
        for (u32 slot = 0; slot < slots; ++slot) {
            exploration.entries[slot] = {reinterpret_cast<std::uintptr_t>(&entries[2 * slot + 1]),
                                         SharedSlots::address_of(slot)};
        }
        frames = high_frames(frame_count);
        for (Frame const frame : frames) {
            exploration.memory.add("frame", exploration::Kind::Shared,
                                   exploration::bytes_of(mm::frames().info(frame)));
        }
    }
    /// Before the CPUs begin: mapped, and used by nobody.
    void leave_mapped(u32 frame)
    {
        (void)mm::kmap(frames[frame]);
        mm::kunmap(frames[frame]);
    }

    // ---- what programs do ----

    void hold(u32 frame, VirtAddr address, u32 place = 0)
    {
        u32 slot = 0;
        while (exploration.entries[slot].page != address) ++slot;
        holdings[hw::cpu_index()][place] = {frames[frame].pfn().raw(), slot};
        exploration::point("use the page");
    }
    void let_go(u32 frame, u32 place = 0)
    {
        holdings[hw::cpu_index()][place] = {};
        mm::kunmap(frames[frame]);
    }
    void use(u32 frame)
    {
        hold(frame, mm::kmap(frames[frame]));
        let_go(frame);
    }
    void use_if_mapped(u32 frame)
    {
        auto const address = mm::kmap_high_get(frames[frame]);
        if (!address) return;
        hold(frame, *address);
        let_go(frame);
    }

    void raise_flag() { std::atomic_ref{flag}.store(1, std::memory_order_release); }
    void wait_for_flag()
    {
        while (std::atomic_ref{flag}.load(std::memory_order_acquire) == 0) hw::pause();
    }

    exploration::Outcome expect_all_is_well()
    {
        auto const outcome = exploration::explore(exploration);
        exploration::say(outcome);
        EXPECT_EQ(outcome.complaint, "");
        return outcome;
    }

    std::vector<Frame> frames;
    std::array<std::array<Holding, 2>, exploration::kCpus> holdings{};
    u32 flag = 0;
    exploration::Exploration exploration;

private:
    [[nodiscard]] std::string wrong_frame() const
    {
        for (u32 cpu = 0; cpu < exploration.cpus; ++cpu) {
            for (Holding const& holding : holdings[cpu]) {
                if (holding.pfn != 0 && !shows(cpu, holding))
                    return "CPU " + std::to_string(cpu) + " does not find its frame in slot " +
                           std::to_string(holding.slot);
            }
        }
        return {};
    }
    // To the CPU that holds it; no other may still have something else cached, as the address may be passed
    // on.
    [[nodiscard]] bool shows(u32 cpu, Holding const& holding) const
    {
        auto const is_it = [&](u64 raw) {
            mm::Pte const entry{static_cast<u32>(raw), static_cast<u32>(raw >> 32)};
            return entry.present() && entry.pfn().raw() == holding.pfn;
        };
        for (u32 other = 0; other < exploration.cpus; ++other) {
            for (u64 const raw : exploration::may_use(other, holding.slot))
                if (raw != 0 && !is_it(raw)) return false;
        }
        return is_it(exploration::entry_seen_by(cpu, holding.slot));
    }
    [[nodiscard]] std::string what_is_left() const
    {
        auto const& pool = mm::kmap_pool();
        if (pool.waiting() != 0) return "somebody is counted as waiting";
        if (pool.slots().total_users() != 0) return "a slot has users";
        for (u32 slot = 0; slot < pool.slots().count(); ++slot) {
            bool const live = (exploration::entry_seen_by(0, slot) & mm::Pte::kPresent) != 0;
            if (live != (pool.slots().users(slot) == SharedSlots::kUnused))
                return "a slot is mapped and free";
            for (u32 cpu = 0; cpu < exploration.cpus && !live; ++cpu)
                if (exploration::may_use(cpu, slot)[0] != 0) return "a free slot is still cached";
        }
        for (u32 cpu = 0; cpu < exploration.cpus; ++cpu)
            if (exploration::world().cpus[cpu].mappings_held != 0) return "a thread answers for a mapping";
        return {};
    }
};

// kmap.debug=alias: the pages that are looked at are those of the vmap area, which the callers are told.
class AliasesExplored : public KmapExplored {
protected:
    void begin_with_aliases(u32 cpus, u32 slots, u32 frame_count)
    {
        begin_with(cpus, slots, frame_count);
        auto const aliases = exploration::bytes_of(mm::kmap_aliases());
        exploration.memory.add("aliases", exploration::Kind::Shared, aliases.first(kLockAndRows));
        exploration.memory.add("areas", exploration::Kind::Shared, exploration::bytes_of(mm::vmap_area()));
        auto const& tables = mm::vmap_area().tables();
        exploration.memory.add("first tag", exploration::Kind::Shared,
                               exploration::bytes_of(tables.entry(0)));
        // Areas come from the end, one page and its guard each; the last page is nobody's.
        u32 const end = mm::layout::kVmapArea.pages();
        std::span const last{&tables.entry(end - kLast), kLast};
        exploration.memory.add("last tags", exploration::Kind::Shared, std::as_writable_bytes(last));
        for (u32 area = 0; area < exploration::kPages; ++area) {
            u32 const page = end - 2 - 2 * area;
            exploration.entries[area] = {reinterpret_cast<std::uintptr_t>(&tables.entry(page)),
                                         tables.address_of(page)};
        }
        exploration.at_the_end = [this] { return what_of_the_aliases_is_left(); };
    }

private:
    static constexpr u32 kLast = 16;
    static constexpr std::size_t kLockAndRows = 16 + 4 * sizeof(mm::KmapAlias); ///< of the first slots

    [[nodiscard]] std::string what_of_the_aliases_is_left() const
    {
        auto const& pool = mm::kmap_pool();
        if (pool.waiting() != 0) return "somebody is counted as waiting";
        for (u32 slot = 0; slot < pool.slots().count(); ++slot)
            if (pool.slots().users(slot) > SharedSlots::kUnused) return "a slot has users";
        for (u32 area = 0; area < exploration::kPages; ++area) {
            if ((exploration::entry_seen_by(0, area) & mm::Pte::kPresent) != 0) return "an alias is left";
            for (u32 cpu = 0; cpu < exploration.cpus; ++cpu)
                if (mm::kmap_debug().eager && exploration::may_use(cpu, area)[0] != 0)
                    return "an alias is still cached";
        }
        return {};
    }
};
using KmapExploredSlow = KmapExplored;

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

TEST_F(KmapExplored, MissThatRaisedTheCountWakesTheWaiterItKeptAsleep)
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

TEST_F(AliasesExplored, TwoMapTheSameFrameAndShareItsAlias)
{
    mm::set_kmap_debug({.alias = true});
    begin_with_aliases(2, 1, 1);
    exploration.forced_switches = 2;
    exploration.programs[0] = exploration.programs[1] = [this] { use(0); };
    expect_all_is_well();
}

TEST_F(AliasesExplored, EagerOnesTakeTurnsAtTheSameAddresses)
{
    mm::set_kmap_debug({.alias = true, .eager = true});
    begin_with_aliases(2, 2, 2);
    exploration.forced_switches = 1;
    exploration.programs[0] = [this] { use(0); };
    exploration.programs[1] = [this] { use(1), use_if_mapped(0); };
    expect_all_is_well();
}

TEST_F(KmapExploredSlow, ThreeFramesTakeTurnsInOneSlot)
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
