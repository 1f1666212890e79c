// SPDX-License-Identifier: MIT
// One line of text each: debug(), info() and warn() obey `log=`, say() is always shown. Formats as in
// lib/format.hpp. Any context.
#pragma once

#include "lib/format.hpp"

#include <optional>

namespace kernel {

enum class LogLevel : u8 { Debug, Info, Warn };

/// The lowest level that is shown; Info until told otherwise.
void set_log_level(LogLevel level);
[[nodiscard]] LogLevel log_level();

/// "debug", "info" or "warn"; nothing if it is none of these.
[[nodiscard]] constexpr std::optional<LogLevel> parse_log_level(std::string_view text)
{
    if (text == "debug") return LogLevel::Debug;
    if (text == "info") return LogLevel::Info;
    if (text == "warn") return LogLevel::Warn;
    return {};
}

/// A line under construction: cut at its capacity, so that a runaway value cannot flood the console.
using LogLine = lib::Text<320>;

/// Adds the end of the line and writes it in one piece; log_line() writes nothing below the log level.
void log_line(LogLevel level, LogLine const& line);
void say_line(LogLine const& line);
/// Where a panel shows the same (kernel/log/console.hpp), it is not said.
void say_line_beside_panel(LogLine const& line);

template <class... Values>
void debug(lib::FormatString<std::type_identity_t<Values>...> format, Values const&... values)
{
    if (log_level() > LogLevel::Debug) return; // spares the formatting
    LogLine line{"debug: "};
    lib::print<Values...>(line, format, values...);
    log_line(LogLevel::Debug, line);
}

template <class... Values>
void info(lib::FormatString<std::type_identity_t<Values>...> format, Values const&... values)
{
    LogLine line;
    lib::print<Values...>(line, format, values...);
    log_line(LogLevel::Info, line);
}

template <class... Values>
void warn(lib::FormatString<std::type_identity_t<Values>...> format, Values const&... values)
{
    LogLine line{"warning: "};
    lib::print<Values...>(line, format, values...);
    log_line(LogLevel::Warn, line);
}

template <class... Values>
void say(lib::FormatString<std::type_identity_t<Values>...> format, Values const&... values)
{
    LogLine line;
    lib::print<Values...>(line, format, values...);
    say_line(line);
}

template <class... Values>
void say_beside_panel(lib::FormatString<std::type_identity_t<Values>...> format, Values const&... values)
{
    LogLine line;
    lib::print<Values...>(line, format, values...);
    say_line_beside_panel(line);
}

} // namespace kernel
