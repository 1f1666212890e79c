// SPDX-License-Identifier: MIT
// What run= can do, on demand.
#include "kernel/log/log.hpp"
#include "lib/parse.hpp"
#include "runs/bench/bench.hpp"
#include "runs/board/board_report.hpp"
#include "runs/memtest/memtest.hpp"
#include "runs/monitor/command.hpp"
#include "runs/test/test_table.hpp"
#include "runs/tour/tour.hpp"

#include <algorithm>

namespace kernel::monitor {

namespace {

void test(Session&, std::string_view arguments)
{
    auto const glob = lib::cut_word(arguments);
    if (glob.empty()) return say("test takes the name of a test, or a pattern; \"test *\" runs all of them.");
    say("{}", run_guest_tests(glob) ? "All of them passed." : "Not all of them passed.");
}

void offer_tests(WordSink& sink)
{
    for_each_guest_test([&sink](GuestTest const& each) { sink.offer(each.name); });
}

void bench(Session&, std::string_view arguments)
{
    auto const glob = lib::cut_word(arguments);
    if (!kernel::bench::run(glob.empty() ? "*" : glob)) say("No benchmark is called \"{}\".", glob);
}

void tour(Session&, std::string_view arguments)
{
    auto const word = lib::cut_word(arguments);
    auto const number = lib::parse_number(word);
    if (!number || *number == 0 || *number > lesson_count())
        return say("tour takes the number of a lesson, 1 to {}, not \"{}\".", lesson_count(), word);
    if (!run_lesson(static_cast<u32>(*number))) say("This lesson did not show what it should have.");
}

void board(Session&, std::string_view) { report_board(); }

void memory_test(Session&, std::string_view arguments)
{
    arguments.remove_prefix(std::min(arguments.find_first_not_of(' '), arguments.size()));
    auto const options = memtest::parse_options(arguments, ' ');
    if (!options) return say("memtest takes {}; not \"{}\".", memtest::kOptionsHelp, options.error().word);
    say("{}", memtest::run(*options) ? "All of it is good." : "It has not been proved good.");
}

void offer_options(WordSink& sink)
{
    for (auto const word : {"0", "1", "fade="}) sink.offer(word);
    for (auto const& pattern : memtest::patterns()) {
        auto const only = lib::formatted<40>("only={}", pattern.word);
        sink.offer(only.view());
    }
}

constexpr Command kRunCommands[] = {
    {"board", "", "what this board has: CPU, firmware tables, PCI, clocks", board},
    {"test", "GLOB", "run the kernel's own tests", test, offer_tests},
    {"bench", "[GLOB]", "measure what operations cost", bench, nullptr, false},
    {"memtest", "[WORD...]", "test the memory that the kernel does not use", memory_test, offer_options,
     false},
    {"tour", "LESSON", "one lesson of the tour", tour},
};

} // namespace

std::span<Command const> run_commands() { return kRunCommands; }

} // namespace kernel::monitor
