// SPDX-License-Identifier: MIT
// Shootdowns in every order of the steps of two or three CPUs: whoever relies on the page tables never uses a
// translation that shoot() has returned for, and nobody waits for ever.
//
// All of them, to their ends: 470 000 states and 3 CPU-seconds, nearly all for two that shoot at a third;
// those with three programs, 1.2 million and 9 more, are ShootdownExploredSlow. Each test prints its own
// counts.
#include "lib/irq_guard.hpp"
#include "lib/lock_rank.hpp"
#include "mm/page_table.hpp"
#include "mm/shootdown.hpp"
#include "mm/shootdown_members.hpp"
#include "tests/exploration/explorer.hpp"
#include "tests/exploration/say.hpp"

#include <gtest/gtest.h>
#include <new>

namespace {

using exploration::CpuState;
using lib::CpuMask;
using mm::Pte;

constexpr u64 kAnything = ~u64{0};
constexpr Pte kOld = Pte::frame(Pfn{0x11'1111}, Pte::kPresent | Pte::kWrite);
constexpr Pte kNew = Pte::frame(Pfn{0x22'2222}, Pte::kPresent | Pte::kWrite);

constexpr VirtRange page_at(u32 page)
{
    VirtAddr const begin{0xE000'0000 + page * kPageSize};
    return {begin, begin + kPageSize};
}

struct Port {
    void drop(VirtRange pages) { exploration::drop_here(pages); }
    // What the CPU has stored before it sends is visible when the interrupt comes.
    void interrupt(CpuMask cpus)
    {
        exploration::point("send interrupts");
        exploration::drain_all();
        for (; !cpus.empty(); cpus.remove(cpus.first()))
            exploration::world().cpus[cpus.first()].interrupted = 1;
    }
    void breathe() { exploration::pause_at(1); }
};

/// What must be true.
struct Model {
    std::array<u64, exploration::kPages> only{kAnything, kAnything, kAnything}; ///< translation, 0 for none
    std::array<u64, exploration::kCpus> relies{};                               ///< on that
};

class ShootdownExplored : public testing::Test {
protected:
    ShootdownExplored()
    {
        exploration.memory.add("shootdown", exploration::Kind::Shared, exploration::bytes_of(shootdown));
        exploration.memory.add("entries", exploration::Kind::Shared, exploration::bytes_of(entries));
        exploration.memory.add("model", exploration::Kind::Kept, exploration::bytes_of(model));
        exploration.memory.add("ranks", exploration::Kind::Kept, exploration::bytes_of(lib::g_held_ranks));
        for (u32 page = 0; page < exploration::kPages; ++page) {
            mm::publish(entries[page], kOld);
            exploration.entries[page] = {reinterpret_cast<std::uintptr_t>(&entries[page]),
                                         page_at(page).begin};
        }
        exploration.programs.fill([] {});
        exploration.interrupt = [this] { shootdown.serve(hw::cpu_index(), port); };
        exploration.always = [this] { return stale_translation(); };
        exploration.at_the_end = [this] { return whoever_is_still_asked(); };
    }

    void begin_with(u32 cpus, CpuMask joined)
    {
        exploration.cpus = cpus;
        for (; !joined.empty(); joined.remove(joined.first())) {
            shootdown.join(joined.first());
            model.relies[joined.first()] = 1;
        }
    }

    // ---- what programs do ----

    /// Takes a page's frame away, and then gives it another.
    void replace(u32 page)
    {
        lib::IrqGuard const irqs_off;
        mm::retract(entries[page]);
        shootdown.shoot(hw::cpu_index(), CpuMask::all(), page_at(page), port);
        model.only[page] = 0;
        model.only[page] = kNew.raw();
        mm::publish(entries[page], kNew);
    }
    void join()
    {
        mm::join_shootdowns(shootdown, hw::cpu_index(), [] {
            exploration::drop_here({page_at(0).begin, page_at(exploration::kPages).begin});
        });
        model.relies[hw::cpu_index()] = 1;
    }
    /// For good: no interrupt finds it any more.
    void leave()
    {
        lib::IrqGuard const irqs_off;
        model.relies[hw::cpu_index()] = 0;
        shootdown.leave(CpuMask::of(hw::cpu_index()));
        for (;;) exploration::wait(exploration::Waits::Ended, "stopped for good");
    }

    void expect_all_is_well()
    {
        auto const outcome = exploration::explore(exploration);
        exploration::say(outcome);
        EXPECT_EQ(outcome.complaint, "");
        EXPECT_GT(outcome.ends, 0u);
    }

    mm::Shootdown shootdown;
    std::array<mm::PteSlot, exploration::kPages> entries{};
    Model model;
    Port port;
    exploration::Exploration exploration;

private:
    [[nodiscard]] std::string stale_translation() const
    {
        for (u32 cpu = 0; cpu < exploration.cpus; ++cpu) {
            for (u32 page = 0; page < exploration::kPages; ++page) {
                if (model.relies[cpu] == 0 || model.only[page] == kAnything) continue;
                for (u64 const entry : exploration::may_use(cpu, page)) {
                    if (entry != 0 && entry != model.only[page])
                        return "CPU " + std::to_string(cpu) + " may still use what page " +
                               std::to_string(page) + " was";
                }
            }
        }
        return {};
    }
    [[nodiscard]] std::string whoever_is_still_asked() const
    {
        for (u32 cpu = 0; cpu < exploration.cpus; ++cpu)
            if (model.relies[cpu] != 0 && shootdown.asked(cpu))
                return "CPU " + std::to_string(cpu) + " is asked, and has not answered";
        return {};
    }
};

using ShootdownExploredSlow = ShootdownExplored;

TEST_F(ShootdownExplored, OneShootsAtTwo)
{
    begin_with(3, CpuMask::from_bits(0b111));
    exploration.programs[0] = [this] { replace(0); };
    expect_all_is_well();
}

TEST_F(ShootdownExplored, OneShootsTwice)
{
    begin_with(2, CpuMask::from_bits(0b11));
    exploration.programs[0] = [this] { replace(0), replace(1); };
    expect_all_is_well();
}

TEST_F(ShootdownExplored, TwoShootAtEachOther)
{
    begin_with(2, CpuMask::from_bits(0b11));
    exploration.programs[0] = [this] { replace(0), replace(2); };
    exploration.programs[1] = [this] { replace(1); };
    expect_all_is_well();
}

TEST_F(ShootdownExplored, TwoShootAtAThird)
{
    begin_with(3, CpuMask::from_bits(0b111));
    exploration.programs[0] = [this] { replace(0); };
    exploration.programs[1] = [this] { replace(1); };
    expect_all_is_well();
}

TEST_F(ShootdownExplored, TargetThatJoinsMeanwhile)
{
    begin_with(2, CpuMask::of(0));
    exploration.programs[0] = [this] { replace(0), replace(1); };
    exploration.programs[1] = [this] { join(); };
    expect_all_is_well();
}

TEST_F(ShootdownExplored, TargetThatJoinsAndShootsBack)
{
    begin_with(2, CpuMask::of(0));
    exploration.programs[0] = [this] { replace(0), replace(2); };
    exploration.programs[1] = [this] { join(), replace(1); };
    expect_all_is_well();
}

TEST_F(ShootdownExploredSlow, TwoShootWhileAThirdJoins)
{
    begin_with(3, CpuMask::from_bits(0b011));
    exploration.programs[0] = [this] { replace(0); };
    exploration.programs[1] = [this] { replace(1); };
    exploration.programs[2] = [this] { join(); };
    expect_all_is_well();
}

TEST_F(ShootdownExplored, TargetThatLeavesMeanwhile)
{
    begin_with(3, CpuMask::from_bits(0b111));
    exploration.programs[0] = [this] { replace(0); };
    exploration.programs[1] = [this] { leave(); };
    expect_all_is_well();
}

TEST_F(ShootdownExploredSlow, ShooterOfTwoLeaves)
{
    begin_with(3, CpuMask::from_bits(0b111));
    exploration.programs[0] = [this] { replace(0); };
    exploration.programs[1] = [this] { replace(1), leave(); };
    expect_all_is_well();
}

} // namespace
