// SPDX-License-Identifier: MIT
#include "runs/monitor/command.hpp"

#include "kernel/log/log.hpp"
#include "lib/parse.hpp"
#include "runs/common/pager.hpp"

namespace kernel::monitor {

namespace {

constexpr std::span<Command const> (*kGroups[])() = {
    general_commands, window_commands, space_commands, memory_commands, register_commands,
    thread_commands,  lock_commands,   run_commands,   fault_commands,
};

} // namespace

namespace {

void run(Command const& command, Session& session, std::string_view arguments)
{
    if (!command.paged) return command.run(session, arguments);
    Pager const pager;
    command.run(session, arguments);
}

} // namespace

void for_each_command(void (*visit)(void* argument, Command const& command), void* argument)
{
    for (auto const group : kGroups)
        for (Command const& command : group()) visit(argument, command);
}

Command const* find_command(std::string_view name)
{
    for (auto const group : kGroups)
        for (Command const& command : group())
            if (command.name == name) return &command;
    return nullptr;
}

void execute(Session& session, std::string_view line)
{
    auto const name = lib::cut_word(line);
    if (name.empty()) return;
    Command const* const command = find_command(name);
    if (command == nullptr) return say("There is no command \"{}\"; help lists them.", name);
    auto const extra = word_too_many(command->arguments, line);
    if (extra.empty()) return run(*command, session, line);
    say("\"{}\" is too much: {} takes {}.", extra, name,
        command->arguments.empty() ? "nothing" : command->arguments);
}

void CommandWords::words_after(std::string_view before, WordSink& sink) const
{
    auto const name = lib::cut_word(before);
    if (name.empty()) return for_each_command([&](Command const& command) { sink.offer(command.name); });
    Command const* const command = find_command(name);
    bool const first_argument = lib::cut_word(before).empty();
    if (command != nullptr && command->offer != nullptr && first_argument) command->offer(sink);
}

} // namespace kernel::monitor
