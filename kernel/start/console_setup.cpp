// SPDX-License-Identifier: MIT
// From `console=` and `log=` to consoles that show text, or do not.
#include "kernel/start/console_setup.hpp"

#include "kernel/hw/consoles.hpp"
#include "kernel/log/console.hpp"
#include "kernel/log/fingerprint.hpp"
#include "kernel/log/line_gate.hpp"
#include "kernel/log/outcome.hpp"
#include "lib/parse.hpp"

namespace kernel {

namespace {

// Names that no device has are complained about; if all are wrong, every console stays on: better seen
// twice than not at all.
void choose_consoles(std::span<ConsoleChoice const> wanted, lib::Sink& complaints)
{
    bool any = false;
    for (ConsoleChoice const& choice : wanted) {
        hw::offer_console(choice.name);
        bool const exists = console_exists(choice.name);
        if (!exists) lib::print(complaints, "command line: no console is called \"{}\"\n", choice.name);
        any = any || exists;
    }
    if (!any) return;
    console_choose_none();
    for (ConsoleChoice const& choice : wanted) console_choose(choice.name, choice.baud);
}

// A person at a terminal has no use for what only programs read: the letters of the stages, which have just
// ended a line, and facts.
void make_readable(Attended const& attended, bool letters_are_last)
{
    if (attended.kind != Attended::Kind::Terminal) return;
    hide_facts();
    set_line_columns(attended.columns);
    if (letters_are_last) console_write_except("vga", "\x1b[A\x1b[2K"); // one up, and that line away
}

} // namespace

[[gnu::noinline]] CommandLine start_console(BootInfo const& boot)
{
    lib::Text<1024> complaints;
    CommandLine const line = parse_command_line(boot.command_line.view(), complaints);
    set_log_level(line.log);
    choose_consoles(std::span{line.consoles}.first(line.console_count), complaints);

    set_attended(line.attended, boot.loader.view());
    make_readable(line.attended, boot.remarks.empty());

    info("Dormer {}, started by {} with \"{}\"", source_fingerprint(), boot.loader, boot.command_line);
    for (auto rest = complaints.view(); !rest.empty();) warn("{}", lib::cut_field(rest, '\n'));
    if (boot.command_line.cut())
        warn("command line: longer than {} bytes; its end is lost", boot.command_line.view().size());
    return line;
}

} // namespace kernel
