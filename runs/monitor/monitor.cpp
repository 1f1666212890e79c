// SPDX-License-Identifier: MIT
#include "runs/monitor/monitor.hpp"

#include "kernel/hw/input.hpp"
#include "kernel/log/console.hpp"
#include "kernel/log/log.hpp"
#include "runs/monitor/command.hpp"
#include "runs/monitor/line_editor.hpp"

namespace kernel::monitor {

namespace {

// Not on the stack, for its history.
struct Terminal {
    ConsoleSink console;
    CommandWords words;
    LineEditor editor{console, words};
    KeyDecoder keys;
};
constinit Terminal g_terminal;

// One finished line.
std::string_view read_line(Session& session)
{
    LineEditor& editor = g_terminal.editor;
    for (editor.begin();;) {
        auto const key = g_terminal.keys.feed(session.wait_for_letter());
        if (key && editor.press(*key)) return editor.line();
    }
}

} // namespace

void run()
{
    hw::start_input();
    say("\nThe monitor. \"help\" lists the commands, \"off\" ends it.");
    Session session;
    while (!session.left()) execute(session, read_line(session));
}

} // namespace kernel::monitor
