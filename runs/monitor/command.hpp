// SPDX-License-Identifier: MIT
// All commands of the monitor. Each file of commands offers one table; to add a command, add a row there.
// To add a file, declare its table here and name it in command.cpp.
#pragma once

#include "runs/monitor/session.hpp"
#include "runs/monitor/words.hpp"

#include <span>

namespace kernel::monitor {

struct Command {
    std::string_view name;
    std::string_view arguments; ///< as help shows them
    std::string_view what;      ///< one line, for help
    /// Does it, or says in a sentence why not. `arguments` is the rest of the line.
    void (*run)(Session& session, std::string_view arguments);
    /// Offers what the first argument can be, for completion; may be null.
    void (*offer)(WordSink& sink) = nullptr;
    bool paged = true; ///< what it prints waits for a reader; not where time counts
};

// In the order of help.
[[nodiscard]] std::span<Command const> general_commands();
[[nodiscard]] std::span<Command const> window_commands();
[[nodiscard]] std::span<Command const> space_commands();
[[nodiscard]] std::span<Command const> memory_commands();
[[nodiscard]] std::span<Command const> register_commands();
[[nodiscard]] std::span<Command const> thread_commands();
[[nodiscard]] std::span<Command const> lock_commands();
[[nodiscard]] std::span<Command const> run_commands();
[[nodiscard]] std::span<Command const> fault_commands();

/// The one called `name`, or null.
[[nodiscard]] Command const* find_command(std::string_view name);

/// Does what `line` says. An empty line does nothing; what is not a command gets a sentence.
void execute(Session& session, std::string_view line);

/// Calls `visit(command)` for each command.
void for_each_command(void (*visit)(void* argument, Command const& command), void* argument);
template <class Visitor> void for_each_command(Visitor&& visitor)
{
    using Plain = std::remove_reference_t<Visitor>;
    for_each_command(
        [](void* argument, Command const& command) { (*static_cast<Plain*>(argument))(command); }, &visitor);
}

/// Command names, and after one of them what its first argument can be.
class CommandWords final : public WordSource {
public:
    void words_after(std::string_view before, WordSink& sink) const override;
};

} // namespace kernel::monitor
