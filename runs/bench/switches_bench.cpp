// SPDX-License-Identifier: MIT
// A switch between two threads on one CPU, each holding 0 to 8 mappings at the same addresses as the other,
// so that every switch has to exchange them. Two ways to hand over: yield() between equals, and a completion
// each way. Each figure is one switch, and includes what leads to it.
#include "kernel/hw/cycles.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "lib/check.hpp"
#include "mm/kmap_local.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/pages.hpp"

namespace kernel::bench {

namespace {

constexpr u32 kRounds = 2500;
constexpr u32 kMostHeld = 8;

enum class HandOver : u8 { Yield, Completion };

// Both sides stay on the caller's CPU and are equally urgent, so they have it to themselves.
class Game {
public:
    Game(HandOver hand_over, u32 held, u32 rounds) : hand_over_{hand_over}, held_{held}, rounds_{rounds} {}

    /// Ticks for all rounds, away and back. Once.
    [[nodiscard]] u64 play()
    {
        MigrationGuard const here;
        ThreadOptions const options{.affinity = lib::CpuMask::of(here.cpu())};
        auto first = [this] { play_first(); };
        auto second = [this] { play_second(); };
        auto const one = spawn("first", first, options);
        auto const other = spawn("second", second, options);
        CHECK(one.has_value() && other.has_value());
        done_.wait();
        done_.wait();
        return ticks_;
    }

private:
    void play_first()
    {
        hold_mappings(0, [this] {
            turn_[0].wait();
            u32 const before = switches();
            u64 const begin = hw::cycles();
            for (u32 round = 0; round < rounds_; ++round) hand_over(0);
            ticks_ = hw::cycles() - begin;
            CHECK(switches() - before >= 2 * rounds_); // otherwise no switch was measured
            over_ = true;
            turn_[1].complete();
        });
        done_.complete();
    }

    // Makes the first move, so that both hold their mappings when the clock starts.
    void play_second()
    {
        hold_mappings(1, [this] {
            turn_[0].complete();
            if (hand_over_ == HandOver::Completion) turn_[1].wait();
            while (!over_) hand_over(1);
        });
        done_.complete();
    }

    void hand_over(u32 side)
    {
        if (hand_over_ == HandOver::Yield) return yield();
        turn_[1 - side].complete();
        turn_[side].wait();
    }

    // Each page carries a mark of its own while it is held; otherwise a switch has mixed them up.
    template <class Body> void hold_mappings(u32 side, Body body)
    {
        std::array<VirtAddr, kMostHeld> held{};
        auto const mark = [&](u32 n) -> u32 volatile& { return *reinterpret_cast<u32*>(hw::at(held[n])); };
        for (u32 n = 0; n < held_; ++n) {
            held[n] = mm::kmap_local_page(high_frame(side * kMostHeld + n));
            mark(n) = side << 8 | n;
        }
        body();
        for (u32 n = held_; n-- > 0;) {
            CHECK(mark(n) == (side << 8 | n));
            mm::kunmap_local(held[n]);
        }
    }

    [[nodiscard]] static u32 switches() { return hw::this_cpu().switches.get(); }

    HandOver hand_over_;
    u32 held_;
    u32 rounds_;
    bool volatile over_ = false; // of one CPU, so it needs no more
    std::array<Completion, 2> turn_{Completion{"first's turn"}, Completion{"second's turn"}};
    Completion done_{"end of the game"};
    u64 ticks_ = 0;
};

template <HandOver Way, u32 Held> std::optional<Samples> switches()
{
    constexpr u32 kWarmUpRounds = 32;
    static_cast<void>(Game{Way, Held, kWarmUpRounds}.play());
    Samples samples{{}, kRounds, 2, false};
    for (u64& ticks : samples.ticks) ticks = Game{Way, Held, kRounds}.play();
    return samples;
}

constexpr Benchmark kOfSwitch[] = {
    {"switch_yield_held0", switches<HandOver::Yield, 0>},
    {"switch_yield_held1", switches<HandOver::Yield, 1>},
    {"switch_yield_held4", switches<HandOver::Yield, 4>},
    {"switch_yield_held8", switches<HandOver::Yield, 8>},
    {"switch_compl_held0", switches<HandOver::Completion, 0>},
    {"switch_compl_held1", switches<HandOver::Completion, 1>},
    {"switch_compl_held4", switches<HandOver::Completion, 4>},
    {"switch_compl_held8", switches<HandOver::Completion, 8>},
};

} // namespace

constinit std::span<Benchmark const> const kSwitchBenchmarks{kOfSwitch};

} // namespace kernel::bench
