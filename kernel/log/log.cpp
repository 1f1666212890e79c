// SPDX-License-Identifier: MIT
// From a finished line to the consoles.
#include "kernel/log/log.hpp"

#include "kernel/log/console.hpp"

#include <atomic>

namespace kernel {

namespace {
constinit std::atomic<LogLevel> g_level = LogLevel::Info;
} // namespace

void set_log_level(LogLevel level) { g_level.store(level, std::memory_order_relaxed); }

LogLevel log_level() { return g_level.load(std::memory_order_relaxed); }

void log_line(LogLevel level, LogLine const& line)
{
    if (level >= log_level()) say_line(line);
}

void say_line(LogLine const& line)
{
    lib::Text<LogLine::kCapacity + 8> whole{line.view()};
    whole.append(line.cut() ? " [...]\n" : "\n");
    console_write(whole.view());
}

} // namespace kernel
