// SPDX-License-Identifier: MIT
// Any text as the kernel's command line. Whatever it says, the values that come out are within their ranges.
#include "kernel/start/command_line.hpp"

#include "kernel/log/outcome.hpp"
#include "kernel/run.hpp"
#include "lib/check.hpp"

#include <cstdlib>
#include <string>

namespace {

constexpr kernel::Run kRuns[] = {{"tour", "", nullptr}, {"test", "GLOB", nullptr}};

// Taken apart, or named as a mistake: in either case, a piece of the text.
void check_runs(std::string_view text)
{
    auto const list = kernel::RunList::parse(text);
    lib::Text<512> sentence;
    if (!list) return kernel::print_mistake(sentence, list.error());
    CHECK(!list->items().empty());
    for (auto const& item : list->items()) CHECK(item.argument.empty() || !item.run->argument.empty());
}

} // namespace

std::span<kernel::Run const> kernel::all_runs() { return kRuns; }

void kernel::end(hw::Outcome, std::string_view) { std::abort(); } // nothing is run here

extern "C" int LLVMFuzzerTestOneInput(char const* data, std::size_t size)
{
    std::string const text{data, size}; // a block of its own: reading past its end is noticed
    lib::Text<1024> complaints;
    auto const line = kernel::parse_command_line(text, complaints);
    check_runs(line.run);
    CHECK(line.max_cpus >= 1 && line.max_cpus <= kMaxCpus);
    CHECK(line.hz >= 100 && line.hz <= 10000);
    CHECK(!line.mem || *line.mem >= 1_MiB);
    CHECK(!line.lowmem || *line.lowmem >= 1_MiB);
    CHECK(line.console_count <= line.consoles.size());
    for (auto const& console : std::span{line.consoles}.first(line.console_count))
        CHECK(!console.name.empty() && console.baud <= 115200);
    return 0;
}
