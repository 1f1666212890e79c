// SPDX-License-Identifier: MIT
// The explored CPUs: a control flow of the host each, which stops before every step and goes on when the
// explorer says so. A step is one access to shared memory whose moment matters (a load, a locked
// instruction; a plain store only goes into the CPU's own buffer), or one thing asked of the machine.
#pragma once

#include "tests/exploration/memory.hpp"
#include "tests/exploration/world.hpp"

#include <functional>
#include <optional>
#include <string>

namespace exploration {

/// What can happen next, to one CPU.
enum class Event : u8 {
    Step,      ///< its program goes on
    Drain,     ///< the oldest of its stores becomes visible
    Interrupt, ///< it takes the interrupt that waits
    Drop,      ///< it drops what others have asked it to drop by hw::flush_range_on()
};

struct Action {
    Event event = Event::Step;
    u32 cpu = 0;
};

/// The entry of one page that is looked at.
struct PageEntry {
    u64 address = 0; ///< of the entry, here on the host
    VirtAddr page;
};

/// What an exploration consists of.
struct Setup {
    u32 cpus = 2;
    Memory memory;
    std::array<PageEntry, kPages> entries{};
    std::array<std::function<void()>, kCpus> programs;
    std::function<void()> interrupt = [] {}; ///< the handler, with interrupts off
};

/// Makes the CPUs, each before its first step. One at a time.
void start(Setup& setup);

/// What can happen now.
[[nodiscard]] std::vector<Action> able();
void happen(Action action);
/// Could this CPU's program make a step now?
[[nodiscard]] bool can_go_on(u32 cpu);
[[nodiscard]] bool all_ended();
/// What a stop, a check of the machine or expect() said; empty if nothing was wrong so far.
[[nodiscard]] std::string const& complaint();
/// What the CPU is about to do.
[[nodiscard]] std::string doing(u32 cpu);

[[nodiscard]] u64 state_hash();
void save_state(std::vector<std::byte>& to);
void restore_state(std::span<std::byte const> from);

// ---- for programs, and for what they call ----

[[nodiscard]] bool in_a_step();
[[nodiscard]] u32 cpu_now();
/// The next step begins here. `what` is a literal.
void point(char const* what, u64 address = 0);
/// The same, and it can only be made when the reason to wait is gone.
void wait(Waits why, char const* what);
/// One turn of a loop that waits for others; `site` tells the loops apart. Such a loop keeps nothing from one
/// turn to the next.
void pause_at(u64 site);
/// A locked or serialising instruction: all of this CPU's stores are visible.
void drain_all();
void note_read(u64 address, u64 value, u64 bytes);
void note_write(u64 address, u64 value, bool changes);
/// A plain store is about to be made, by the code itself.
void plain_store(u64 address, u64 bytes);
void buffered_store(u64 address, u64 bytes, u64 value);
/// Drops what this CPU may have cached of `pages`.
void drop_here(VirtRange pages);
/// `cpus` are to drop them; this one goes on when they have.
void drop_on(u32 cpus, VirtRange pages);
void complain(std::string what);
[[noreturn]] void stop_here(std::string why);
[[nodiscard]] Kind kind_of(u64 address);
[[nodiscard]] bool is_on_a_stack(u64 address);

// ---- for models ----

/// Everything that an access by `cpu` to this page may use: its cached translations, 0 for those there are
/// not.
[[nodiscard]] Tlb::MayBe const& may_use(u32 cpu, u32 page);
/// The entry as `cpu` reads it.
[[nodiscard]] u64 entry_seen_by(u32 cpu, u32 page);

} // namespace exploration
