// SPDX-License-Identifier: MIT
// Every value of `run=`: its name, and the function behind it. To add a run, add a folder beside this file
// and a row here.
#include "kernel/run.hpp"
#include "runs/bench/bench.hpp"
#include "runs/board/board_report.hpp"
#include "runs/common/pager.hpp"
#include "runs/memtest/memtest.hpp"
#include "runs/monitor/monitor.hpp"
#include "runs/test/test_table.hpp"
#include "runs/tour/tour.hpp"

namespace kernel {

namespace {

bool tour(std::string_view) { return run_tour(); }
bool test(std::string_view glob)
{
    Pager const pager;
    return run_guest_tests(glob.empty() ? "*" : glob);
}

bool benchmarks(std::string_view glob) { return bench::run(glob.empty() ? "*" : glob); }

bool ask_in_monitor(std::string_view)
{
    monitor::run();
    return true;
}

bool board(std::string_view)
{
    Pager const pager;
    report_board();
    return true;
}

constexpr Run kRuns[] = {
    {"tour", "", tour},
    {"test", "GLOB", test},
    {"bench", "GLOB", benchmarks},
    {"monitor", "", ask_in_monitor},
    {"memtest", "PASSES", memtest::run_as_asked},
    {"board", "", board},
};

} // namespace

std::span<Run const> all_runs() { return kRuns; }

} // namespace kernel
