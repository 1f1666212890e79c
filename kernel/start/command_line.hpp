// SPDX-License-Identifier: MIT
// The kernel's command line: words separated by blanks (README lists them). An unknown word, or one with a
// bad value, is named and ignored: a typing mistake at a boot prompt must not cost the boot.
#pragma once

#include "kernel/log/log.hpp"
#include "kernel/log/seat.hpp"
#include "lib/processor.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/window_design.hpp"

#include <array>
#include <span>
#include <string_view>

namespace kernel {

/// One `console=NAME[,SPEED]`.
struct ConsoleChoice {
    std::string_view name;
    u32 baud = 0; ///< 0: as it is
};

/// All that was said, or the defaults. Text is a piece of the parsed line and lives as long as that.
struct CommandLine {
    static constexpr u32 kMaxConsoleWords = 4;
    static constexpr u32 kMaxUnknownWords = 16;

    std::string_view run;      ///< what to do once booted (kernel/run.hpp); empty: the default
    std::optional<u64> mem;    ///< no RAM from this address up, in bytes
    std::optional<u64> lowmem; ///< size of the direct map, in bytes
    u32 max_cpus = kMaxCpus;
    u32 hz = 250; ///< timer interrupts a second
    bool force_pae = false;
    bool no_apic = false;
    bool no_nx = false;
    std::array<ConsoleChoice, kMaxConsoleWords> consoles{};
    u32 console_count = 0; ///< 0: every console there is
    mm::WindowDesign window = mm::WindowDesign::Cpu;
    mm::KmapDebug kmap_debug;
    LogLevel log = LogLevel::Info;
    Attended attended;
    /// The first of those that were ignored because there are no such words, and `run=` without a value.
    /// kernel/run.hpp looks whether they were to say what to run.
    std::array<std::string_view, kMaxUnknownWords> unknown{};
    u32 unknown_count = 0;

    [[nodiscard]] std::span<std::string_view const> unknown_words() const
    {
        return std::span{unknown}.first(unknown_count);
    }
};

/// Writes a sentence, on a line of its own, to `complaints` for each word that it ignores.
[[nodiscard]] CommandLine parse_command_line(std::string_view text, lib::Sink& complaints);

} // namespace kernel
