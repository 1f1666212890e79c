// SPDX-License-Identifier: MIT
// Where a CHECK that did not hold ends up.
#include "lib/check.hpp"

#include "lib/format.hpp"
#include "lib/report.hpp"

namespace lib {

void check_failed(char const* condition, char const* file, int line)
{
    Report report;
    report.kind = ReportKind::CheckFailed;
    print(report.headline, "CHECK({}) did not hold at {}:{}", condition, file, line);
    stop(report);
}

} // namespace lib
