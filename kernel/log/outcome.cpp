// SPDX-License-Identifier: MIT
// Facts and the last line.
#include "kernel/log/outcome.hpp"

#include "kernel/hw/input.hpp"
#include "kernel/log/console.hpp"
#include "kernel/log/last_cpu.hpp"
#include "kernel/log/log.hpp"
#include "kernel/log/stage.hpp"
#include "lib/processor.hpp"

namespace kernel {

namespace {

constinit bool g_facts_hidden = false;

std::string_view outcome_name(hw::Outcome outcome)
{
    switch (outcome) {
    case hw::Outcome::Pass: return "pass";
    case hw::Outcome::Fail: return "fail";
    case hw::Outcome::Refused: return "refused";
    case hw::Outcome::Panic: return "panic";
    }
    return "panic";
}

Stage end_stage(hw::Outcome outcome)
{
    switch (outcome) {
    case hw::Outcome::Pass: return Stage::Pass;
    case hw::Outcome::Fail: return Stage::Fail;
    case hw::Outcome::Refused: return Stage::Refused;
    case hw::Outcome::Panic: break;
    }
    return Stage::Panic;
}

// On the screen only: on COM1 the last line is the outcome, for programs that read it.
void say_halted(std::string_view what_to_do)
{
    auto const line = lib::formatted<80>("halted; {}\n", what_to_do);
    console_write_on("vga", line.view());
}

// What was typed earlier belonged to the run.
void forget_typed()
{
    while (hw::read_keyboard()) {
    }
}

[[noreturn]] void stay_here()
{
    if (hw::start_keyboard()) {
        forget_typed();
        say_halted("Shift-PgUp looks back, other keys reset, or switch off");
        while (!hw::read_keyboard()) hw::pause();
        hw::reset_machine();
    }
    say_halted("reset or switch off");
    hw::halt();
}

} // namespace

void hide_facts() { g_facts_hidden = true; }

void fact(std::string_view name, u64 value)
{
    if (g_facts_hidden) return;
    console_write_except("vga", lib::formatted<80>("fact {} {}\n", name, value).view());
}

void end(hw::Outcome outcome, std::string_view reason)
{
    auto const line =
        lib::formatted<320>("dormer: end {}{}{}\n", outcome_name(outcome), reason.empty() ? "" : " ", reason);
    static_cast<void>(become_last_cpu());
    console_write_everywhere(line.view());
    hw::post_code(static_cast<u8>(end_stage(outcome)));
    hw::write_back_caches(); // the log, which the next boot may want
    hw::power_off(outcome);
    stay_here();
}

} // namespace kernel
