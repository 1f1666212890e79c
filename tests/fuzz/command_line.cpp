// SPDX-License-Identifier: MIT
// Any text as the kernel's command line. Whatever it says, the values that come out are within their ranges.
#include "kernel/start/command_line.hpp"

#include "lib/check.hpp"

#include <string>

extern "C" int LLVMFuzzerTestOneInput(char const* data, std::size_t size)
{
    std::string const text{data, size}; // a block of its own: reading past its end is noticed
    lib::Text<1024> complaints;
    auto const line = kernel::parse_command_line(text, complaints);
    CHECK(!line.run.items().empty());
    CHECK(line.max_cpus >= 1 && line.max_cpus <= kMaxCpus);
    CHECK(line.hz >= 100 && line.hz <= 10000);
    CHECK(!line.mem || *line.mem >= 1_MiB);
    CHECK(!line.lowmem || *line.lowmem >= 1_MiB);
    CHECK(line.console_count <= line.consoles.size());
    for (auto const& console : std::span{line.consoles}.first(line.console_count))
        CHECK(!console.name.empty() && console.baud <= 115200);
    return 0;
}
