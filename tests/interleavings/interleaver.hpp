// SPDX-License-Identifier: MIT
// Two threads that map and unmap, on two CPUs, and between any two stores of theirs: an interrupt that maps,
// a switch to the other thread, a migration. The explorer decides which of these happens where; at each
// step all pages are looked at, and must show what the model allows.
#pragma once

#include "tests/interleavings/model.hpp"
#include "tests/sim/context.hpp"
#include "tests/sim/processor.hpp"
#include "tests/smp/explore.hpp"
#include "tests/smp/fiber.hpp"
#include "tests/support/schedule.hpp"

#include <array>
#include <string>
#include <string_view>

namespace sim {

/// What they do: ( maps a frame, ) unmaps the innermost one.
struct Programs {
    std::string_view first, second, interrupt;
};

/// Pages that are looked at: more than all the programs' mappings, one above the other, and a guard.
inline constexpr u32 kLookedAt = 11;

/// On a booted machine with CPUs 0 and 1. Only one object at a time.
class Interleaver {
public:
    explicit Interleaver(Programs const& programs);
    ~Interleaver();
    Interleaver(Interleaver const&) = delete;
    Interleaver& operator=(Interleaver const&) = delete;

    /// Both threads from beginning to end, in the order that `explorer` chooses. A test failure says what
    /// was seen and how it came about.
    void run(Explorer& explorer);

    /// See sim::step().
    void step();

private:
    enum Event : u32 { GoOn, Interrupt, Switch, Migrate }; // as the explorer's numbers

    struct Actor {
        Actor(char const* name, std::string_view program, u32 first_frame, std::span<std::byte> stack);
        Thread thread;
        Fiber fiber;
        std::string_view program;
        u32 first_frame;
        Model model;
        bool done = false;
    };

    [[noreturn]] static void body();
    void play(std::string_view program, u32 frame);
    void map(u32 frame);
    void unmap();

    [[nodiscard]] lib::CpuMask able();
    void happen(Event event);
    void interrupt();
    void put_on(Actor& next, u32 cpu);
    void switch_to_other();
    void end();

    [[nodiscard]] Actor& running();
    [[nodiscard]] Actor& other();
    void look();
    void expect_nothing_left();
    void complain(std::string const& what, u32 page = 1);
    void record();

    Programs programs_;
    std::array<Thread*, 2> idle_{};
    Fiber main_;
    std::array<Actor, 2> actors_;
    Actor* now_ = nullptr;
    std::optional<OnCpu> here_;
    Explorer* explorer_ = nullptr;
    bool switching_ = false;          ///< interrupts may come, but no second switch
    bool interrupted_ = false;        ///< in the handler
    std::size_t interrupt_depth_ = 0; ///< of the model, when it came
    bool failed_ = false;
    std::string history_;
    u32 steps_ = 0;
    std::array<Schedule, kLookedAt> schedules_; ///< of each page, until it is known which one fails
};

} // namespace sim
