// SPDX-License-Identifier: MIT
#include "tests/sim/single_step.hpp"

#include "tests/sim/machine.hpp"
#include "tests/sim/sanitizers.hpp"

#include <csignal>
#include <exception>
#include <stdexcept>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace sim {

namespace {

struct Stepping {
    std::function<void(u32)> const& interrupt;
    u32 instructions = 0;  ///< so far
    u32 uninterrupted = 0; ///< depth of Uninterrupted
    bool handling = false; ///< the interrupt runs
    std::exception_ptr thrown{};
};
thread_local Stepping* g_stepping = nullptr; // the trap flag, too, belongs to a thread

#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_THREAD__) &&                            \
    !defined(__SANITIZE_ADDRESS__)

constexpr bool kCanStep = true;

constexpr unsigned long long kTrapFlag = 1u << 8; // of EFLAGS

[[gnu::noinline]] void trap_flag_on() { __writeeflags(__readeflags() | kTrapFlag); }
[[gnu::noinline]] void trap_flag_off() { __writeeflags(__readeflags() & ~kTrapFlag); }

#else

constexpr bool kCanStep = false;
void trap_flag_on() {}
void trap_flag_off() {}

#endif

void run_interrupt(Stepping& stepping, u32 instruction)
{
    stepping.handling = true;
    walkers_look_around();
    try {
        stepping.interrupt(instruction);
    } catch (...) {
        stepping.thrown = std::current_exception(); // nothing may be thrown through a signal's frame
    }
    stepping.handling = false;
}

/// Linux clears the trap flag for the handler and sets it again when the handler returns.
void on_trap(int)
{
    Stepping* const stepping = g_stepping;
    if (stepping == nullptr || stepping->uninterrupted != 0 || stepping->thrown) return;
    run_interrupt(*stepping, stepping->instructions++);
}

/// Steps through what runs while it lives.
class TrapFlag {
public:
    explicit TrapFlag(Stepping& stepping)
    {
        g_stepping = &stepping;
        struct sigaction action {};
        action.sa_handler = on_trap;
        sigaction(SIGTRAP, &action, &before_);
        trap_flag_on();
    }
    ~TrapFlag()
    {
        trap_flag_off();
        g_stepping = nullptr;
        sigaction(SIGTRAP, &before_, nullptr);
    }
    TrapFlag(TrapFlag const&) = delete;
    TrapFlag& operator=(TrapFlag const&) = delete;

private:
    struct sigaction before_ {};
};

bool steps_now() { return g_stepping != nullptr && !g_stepping->handling; }

} // namespace

bool can_single_step() { return kCanStep; }

u32 single_step(std::function<void()> const& code, std::function<void(u32)> const& interrupt)
{
    if (!kCanStep) throw std::logic_error{"this build cannot single-step: ask can_single_step()"};
    Stepping stepping{.interrupt = interrupt};
    {
        TrapFlag const stepped{stepping};
        code();
    }
    if (stepping.thrown) std::rethrow_exception(stepping.thrown);
    return stepping.instructions;
}

u32 interrupt_apart(std::function<void()> const& code, std::function<void()> const& interrupt)
{
    u32 instructions = 0;
    for (u32 first = 0; first < kApart; first += kStride) {
        instructions = single_step(code, [&](u32 instruction) {
            if (instruction % kApart == first) interrupt();
        });
    }
    return instructions;
}

// Without the trap flag, so that the simulator's hash tables are not stepped through one by one.
Uninterrupted::Uninterrupted()
{
    if (steps_now() && g_stepping->uninterrupted++ == 0) trap_flag_off();
}

Uninterrupted::~Uninterrupted()
{
    if (steps_now() && --g_stepping->uninterrupted == 0) trap_flag_on();
}

} // namespace sim

#if defined(__SANITIZE_ADDRESS__)
// Since clang 15 AddressSanitizer takes each frame from a list of its own, by hundreds of instructions that
// would be stepped through as well: seven minutes instead of three seconds. AddressSanitizer asks for its
// options by this name.
extern "C" char const* __asan_default_options() { return "detect_stack_use_after_return=0"; }
#endif
