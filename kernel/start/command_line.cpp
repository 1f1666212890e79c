// SPDX-License-Identifier: MIT
// A table of words, and one small function for each kind of value. To add a word, add a field to CommandLine
// and a row here.
#include "kernel/start/command_line.hpp"

#include "lib/parse.hpp"

#include <algorithm>

namespace kernel {

namespace {

// Takes a word's value; false if it is a bad one, and then changes nothing.
using TakeValue = bool (*)(CommandLine&, std::string_view);

struct Word {
    std::string_view name; ///< with '=' where a value follows
    TakeValue take;
    char const* expects; ///< ends the sentence "... takes"
};

std::optional<u32> number_within(std::string_view text, u32 least, u32 most)
{
    auto const number = lib::parse_number(text);
    if (!number || *number < least || *number > most) return {};
    return static_cast<u32>(*number);
}

template <u32 CommandLine::*Field, u32 Least, u32 Most>
bool take_number(CommandLine& line, std::string_view value)
{
    auto const number = number_within(value, Least, Most);
    if (number) line.*Field = *number;
    return number.has_value();
}

template <std::optional<u64> CommandLine::*Field> bool take_size(CommandLine& line, std::string_view value)
{
    auto const size = lib::parse_size(value);
    if (!size || *size < 1_MiB) return false;
    line.*Field = size;
    return true;
}

// Words without '=' have no value: "nonx=1" would be a different word, which is unknown.
template <bool CommandLine::*Field> bool take_flag(CommandLine& line, std::string_view /*none*/)
{
    return line.*Field = true;
}

// Not judged here: kernel/run.hpp knows which runs there are, and refuses to boot for an unknown one.
bool take_run(CommandLine& line, std::string_view value)
{
    line.run = value;
    return !value.empty();
}

// "9600", or "9600n8", as many people write it: no parity and eight bits are all that there is.
std::optional<u32> speed(std::string_view text)
{
    for (std::string_view const frame : {"n8", "n"})
        if (text.ends_with(frame))
            return number_within(text.substr(0, text.size() - frame.size()), 50, 115200);
    return number_within(text, 50, 115200);
}

bool take_console(CommandLine& line, std::string_view value)
{
    ConsoleChoice choice{lib::cut_field(value, ','), 0};
    if (!value.empty()) {
        auto const baud = speed(value);
        if (!baud) return false;
        choice.baud = *baud;
    }
    if (choice.name.empty() || line.console_count == line.consoles.size()) return false;
    line.consoles[line.console_count++] = choice;
    return true;
}

bool take_kmap_debug(CommandLine& line, std::string_view value)
{
    mm::KmapDebug wanted;
    while (!value.empty()) {
        auto const name = lib::cut_field(value, ',');
        auto const word = std::find_if(std::begin(mm::kKmapDebugWords), std::end(mm::kKmapDebugWords),
                                       [name](mm::KmapDebugWord const& each) { return each.name == name; });
        if (word == std::end(mm::kKmapDebugWords)) return false;
        wanted.*(word->flag) = true;
    }
    line.kmap_debug = wanted;
    return true;
}

std::optional<Attended> terminal_of(std::string_view size)
{
    auto const rows = number_within(lib::cut_field(size, 'x'), 10, 999);
    auto const columns = number_within(size, 40, 999);
    if (!rows || !columns) return {};
    return Attended{Attended::Kind::Terminal, *rows, *columns};
}

bool take_attended(CommandLine& line, std::string_view value)
{
    using Kind = Attended::Kind;
    if (value == "no") return line.attended = {Kind::No}, true;
    if (value == "screen") return line.attended = {Kind::Screen}, true;
    if (value == "terminal") return line.attended = {Kind::Terminal}, true;
    auto const terminal = terminal_of(value);
    if (terminal) line.attended = *terminal;
    return terminal.has_value();
}

bool take_window(CommandLine& line, std::string_view value)
{
    if (value == "cpu") return line.window = mm::WindowDesign::Cpu, true;
    if (value == "thread") return line.window = mm::WindowDesign::Thread, true;
    return false;
}

bool take_log(CommandLine& line, std::string_view value)
{
    auto const level = parse_log_level(value);
    if (level) line.log = *level;
    return level.has_value();
}

constexpr char kKmapDebugWordsInWords[] =
    "force, alias, eager, quarantine, track, flush, locks, linux, joined by commas";

constexpr Word kWords[] = {
    {"run=", take_run, "what to do, as in run=tour"},
    {"mem=", take_size<&CommandLine::mem>, "a size of at least 1M"},
    {"lowmem=", take_size<&CommandLine::lowmem>, "a size of at least 1M"},
    {"maxcpus=", take_number<&CommandLine::max_cpus, 1, kMaxCpus>, "a number from 1 to 32"},
    {"hz=", take_number<&CommandLine::hz, 100, 10000>, "a number from 100 to 10000"},
    {"forcepae", take_flag<&CommandLine::force_pae>, ""},
    {"noapic", take_flag<&CommandLine::no_apic>, ""},
    {"nonx", take_flag<&CommandLine::no_nx>, ""},
    {"console=", take_console,
     "ttyS0 to ttyS3 or a port like 0x2f8, with or without ,SPEED, or vga; at most four times"},
    {"window=", take_window, "cpu or thread"},
    {"kmap.debug=", take_kmap_debug, kKmapDebugWordsInWords},
    {"log=", take_log, "debug, info or warn"},
    {"attended=", take_attended, "no, screen, terminal, or the rows and columns of one, as in 24x80"},
};
static_assert(kMaxCpus == 32, "the sentence for maxcpus= says so");

// The sentence for kmap.debug= names them all.
constexpr bool names_all(std::string_view sentence)
{
    return std::all_of(std::begin(mm::kKmapDebugWords), std::end(mm::kKmapDebugWords),
                       [=](auto const& word) { return sentence.find(word.name) != std::string_view::npos; });
}
static_assert(names_all(kKmapDebugWordsInWords));

// "hz=250" is the word "hz=" with the value "250"; "nonx" is all name.
Word const* find_word(std::string_view name)
{
    auto const found = std::find_if(std::begin(kWords), std::end(kWords),
                                    [name](Word const& word) { return word.name == name; });
    return found == std::end(kWords) ? nullptr : found;
}

void remember_unknown(CommandLine& line, std::string_view said)
{
    if (line.unknown_count < line.unknown.size()) line.unknown[line.unknown_count++] = said;
}

} // namespace

CommandLine parse_command_line(std::string_view text, lib::Sink& complaints)
{
    CommandLine line;
    for (auto said = lib::cut_word(text); !said.empty(); said = lib::cut_word(text)) {
        auto const name_length = std::min(said.find('='), said.size() - 1) + 1;
        Word const* const word = find_word(said.substr(0, name_length));
        if (word == nullptr || said == "run=") remember_unknown(line, said);
        if (word == nullptr)
            lib::print(complaints, "command line: \"{}\" ignored: no such word\n", said);
        else if (!word->take(line, said.substr(name_length)))
            lib::print(complaints, "command line: \"{}\" ignored: {} takes {}\n", said, word->name,
                       word->expects);
    }
    return line;
}

} // namespace kernel
