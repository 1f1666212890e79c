// SPDX-License-Identifier: MIT
// In which order a CPU is asked, drops, and is counted by the ledger of owed flushes. That no translation
// outlives the race with a shooter is explored by tests/exploration/shootdown_test.cpp.
#include "mm/flush_range.hpp"
#include "mm/shootdown_members.hpp"
#include "tests/sim/mapping_machine.hpp"

#include <functional>

namespace {

using lib::CpuMask;

constexpr u32 kCpu = 1;
constexpr VirtRange kPage{mm::layout::kVmapArea.begin, mm::layout::kVmapArea.begin + kPageSize};

/// Shows what the ledger says at the moment at which somebody is asked no more, or again.
struct Targets {
    void join(u32 cpu) { members.add(cpu), at_that_moment(); }
    void leave(CpuMask cpus)
    {
        members = CpuMask::from_bits(members.bits() & ~cpus.bits()), at_that_moment();
    }

    std::function<void()> at_that_moment = [] {};
    CpuMask members = CpuMask::from_bits(0b1111);
};

class ShootdownMembers : public sim::MappingMachine {
protected:
    ShootdownMembers() { mm::set_kmap_debug({.flush = true}); }
    ~ShootdownMembers() override { mm::set_kmap_debug({}); }

    static bool owes() { return mm::owing_cpus(kPage.begin).contains(kCpu); }
    void expect_nothing_owed_when_asked_no_more()
    {
        targets.at_that_moment = [this] {
            ++moments;
            EXPECT_FALSE(owes());
        };
    }

    Targets targets;
    u32 moments = 0;
};

TEST_F(ShootdownMembers, CpuThatStopsOwesNothingBeforeItIsNoLongerAsked)
{
    mm::owe_flush(kPage, CpuMask::all());
    EXPECT_TRUE(owes());
    expect_nothing_owed_when_asked_no_more();
    mm::leave_shootdowns(targets, CpuMask::of(kCpu));
    EXPECT_EQ(moments, 1u) << "it is asked for ever";
    EXPECT_FALSE(targets.members.contains(kCpu));
}

TEST_F(ShootdownMembers, CpuJoinsThenDropsThenOwes)
{
    mm::leave_shootdowns(targets, CpuMask::of(kCpu));
    mm::owe_flush(kPage, CpuMask::all());
    u32 drops = 0;
    sim::on_cpu(kCpu, [&] {
        mm::join_shootdowns(targets, kCpu, [&] {
            ++drops;
            EXPECT_TRUE(targets.members.contains(kCpu)) << "what changes now is not announced to it";
            EXPECT_FALSE(owes()) << "accused of what it was never asked for";
            mm::drop_everything();
        });
    });
    EXPECT_EQ(drops, 1u);
    EXPECT_FALSE(owes());
    mm::owe_flush(kPage, CpuMask::all());
    EXPECT_TRUE(owes()) << "its debts are not counted";
}

} // namespace
