// SPDX-License-Identifier: MIT
#include "tests/sim/stop.hpp"

#include "lib/format.hpp"

#include <utility>

namespace sim {

namespace {
std::vector<lib::Report> g_warnings;
} // namespace

std::vector<lib::Report> take_warnings() { return std::exchange(g_warnings, {}); }

testing::AssertionResult stopped_with(std::optional<lib::Report> const& report, lib::ReportKind kind,
                                      std::string_view words)
{
    if (!report) return testing::AssertionFailure() << "it did not stop";
    std::string const text =
        std::string{report->headline.view()} + "\n" + std::string{report->picture.view()};
    if (report->kind != kind) {
        return testing::AssertionFailure()
               << "it stopped with " << lib::report_name(report->kind) << ": " << text;
    }
    if (text.find(words) == std::string::npos) {
        return testing::AssertionFailure() << "the report does not say \"" << words << "\":\n" << text;
    }
    if (report->headline.cut() || report->picture.cut()) {
        return testing::AssertionFailure() << "the report was cut:\n" << text;
    }
    return testing::AssertionSuccess();
}

} // namespace sim

void lib::print_code(Sink& sink, VirtAddr code) { print(sink, "code {}", code); }

void lib::warn(Report const& report) { sim::g_warnings.push_back(report); }
