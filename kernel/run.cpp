// SPDX-License-Identifier: MIT
// From an item of `run=` to the code behind it.
#include "kernel/run.hpp"

#include "kernel/hw/machine.hpp"
#include "kernel/log/log.hpp"
#include "runs/bench/bench.hpp"
#include "runs/board/report.hpp"
#include "runs/memtest/memtest.hpp"
#include "runs/monitor/monitor.hpp"
#include "runs/test/table.hpp"
#include "runs/tour/tour.hpp"

namespace kernel {

namespace {

bool run_memory_test(std::string_view argument)
{
    auto const options = memtest::parse_options(argument, ':');
    if (!options) {
        warn("run=memtest:{} is not done: it takes {}, joined by colons", argument, memtest::kOptionsHelp);
        return false;
    }
    hw::start_input();
    return memtest::run(*options);
}

bool run_item(RunItem const& item)
{
    switch (item.kind) {
    case RunKind::Tour: return run_tour();
    case RunKind::Test: return run_guest_tests(item.argument.empty() ? "*" : item.argument);
    case RunKind::Bench: return bench::run(item.argument.empty() ? "*" : item.argument);
    case RunKind::Monitor: monitor::run(); return true;
    case RunKind::Board: report_board(); return true;
    case RunKind::Memtest: return run_memory_test(item.argument);
    }
    return false;
}

} // namespace

hw::Outcome run(RunList const& list)
{
    bool passed = true;
    for (RunItem const& item : list.items()) passed = run_item(item) && passed;
    return passed ? hw::Outcome::Pass : hw::Outcome::Fail;
}

} // namespace kernel
