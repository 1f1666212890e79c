// SPDX-License-Identifier: MIT
// Help, and how it ends.
#include "kernel/hw/power.hpp"
#include "kernel/log/log.hpp"
#include "kernel/start/last_run.hpp"
#include "lib/parse.hpp"
#include "runs/monitor/command.hpp"

namespace kernel::monitor {

namespace {

void offer_commands(WordSink& sink)
{
    for_each_command([&](Command const& command) { sink.offer(command.name); });
}

void help(Session&, std::string_view arguments)
{
    auto const name = lib::cut_word(arguments);
    if (!name.empty() && find_command(name) == nullptr) return say("There is no command \"{}\".", name);
    for_each_command([name](Command const& command) {
        if (!name.empty() && command.name != name) return;
        auto const call = lib::formatted<80>("{} {}", command.name, command.arguments);
        say("  {:<26} {}", call, command.what);
    });
    if (!name.empty()) return;
    say("ADDR is a virtual address, phys:ADDR a physical one, pfn:N frame number N.");
    say("Numbers are decimal, or hexadecimal after 0x. GLOB has * and ? as in a shell.");
}

void log(Session&, std::string_view arguments)
{
    auto const level = parse_log_level(lib::cut_word(arguments));
    if (!level) return say("log takes debug, info or warn.");
    set_log_level(*level);
}

void offer_levels(WordSink& sink)
{
    for (auto const level : {"debug", "info", "warn"}) sink.offer(level);
}

void lastlog(Session&, std::string_view)
{
    if (last_log().empty()) return say("Nothing is known of a run before the last reset.");
    for (auto rest = last_log(); !rest.empty();) say("    | {}", lib::cut_field(rest, '\n'));
}

void reboot(Session&, std::string_view)
{
    say("Resetting the machine.");
    hw::reset_machine();
    say("The machine did not reset, in any of three ways. It may have a button for that.");
}

void off(Session& session, std::string_view) { session.leave(); }

constexpr Command kGeneralCommands[] = {
    {"help", "[COMMAND]", "this list, or one line of it", help, offer_commands},
    {"log", "LEVEL", "from now on, log debug, info or warn and above", log, offer_levels},
    {"lastlog", "", "what the run before the last reset said last", lastlog},
    {"reboot", "", "reset the machine", reboot},
    {"off", "", "leave the monitor, which ends the run", off},
    {"quit", "", "the same", off},
    {"exit", "", "the same", off},
};

} // namespace

std::span<Command const> general_commands() { return kGeneralCommands; }

} // namespace kernel::monitor
