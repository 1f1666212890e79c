// SPDX-License-Identifier: MIT
// Looking at a report that a test provoked.
#include "kernel/check/ktap.hpp"

namespace kernel {

bool TestRun::expect_report(std::optional<lib::Report> const& report, lib::ReportKind kind,
                            std::string_view words)
{
    if (!expect(report.has_value(), "nothing stopped, expected {}", lib::report_name(kind))) return false;
    bool const says = report->headline.view().find(words) != std::string_view::npos ||
                      report->picture.view().find(words) != std::string_view::npos;
    expect(!report->headline.cut() && !report->picture.cut(), "the report was cut");
    return expect(says, "the report does not say \"{}\": {}", words, report->headline);
}

} // namespace kernel
