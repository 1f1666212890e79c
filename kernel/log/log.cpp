// SPDX-License-Identifier: MIT
// From a finished line to the consoles.
#include "kernel/log/log.hpp"

#include "kernel/log/console.hpp"
#include "kernel/log/line_gate.hpp"
#include "lib/atomic.hpp"
#include "lib/rows.hpp"

namespace kernel {

namespace {
constinit lib::Atomic<LogLevel> g_level = LogLevel::Info;
constinit lib::Atomic<LineGate*> g_gate = nullptr;
constinit u32 g_columns = 0;

// Further rows are indented, by less than half of what they take.
using WholeLine = lib::Text<2 * LogLine::kCapacity + 32>;

void append_rows(WholeLine& whole, std::string_view text)
{
    if (g_columns == 0) return whole.append(text);
    bool first = true;
    lib::for_each_row(text, g_columns, [&](std::string_view row, u32 indent) {
        if (!first) whole.append("\n");
        first = false;
        for (u32 column = 0; column < indent; ++column) whole.append(" ");
        whole.append(row);
    });
}

bool admitted(LogLine const& line)
{
    LineGate* const gate = g_gate.load(lib::MemoryOrder::SeqCst);
    return gate == nullptr || gate->admit(line.view());
}

WholeLine whole(LogLine const& line)
{
    WholeLine result;
    append_rows(result, line.view());
    result.append(line.cut() ? " [...]\n" : "\n");
    return result;
}
} // namespace

void set_log_level(LogLevel level) { g_level.store(level, lib::MemoryOrder::Relaxed); }

LogLevel log_level() { return g_level.load(lib::MemoryOrder::Relaxed); }

LineGate* set_line_gate(LineGate* gate) { return g_gate.exchange(gate, lib::MemoryOrder::SeqCst); }

void set_line_columns(u32 columns) { g_columns = columns; }

// A warning is shown, whatever the reader has had enough of.
void log_line(LogLevel level, LogLine const& line)
{
    if (level < log_level()) return;
    static_cast<void>(admitted(line));
    console_write(whole(line).view());
}

void say_line(LogLine const& line)
{
    if (admitted(line)) console_write(whole(line).view());
}

void say_line_beside_panel(LogLine const& line) { console_write_beside_panel(whole(line).view()); }

} // namespace kernel
