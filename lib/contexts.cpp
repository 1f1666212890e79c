// SPDX-License-Identifier: MIT
#include "lib/contexts.hpp"

#include "lib/format.hpp"
#include "lib/report.hpp"

namespace lib {

void stop_wrong_context(char const* call, char const* needs)
{
    Report report;
    report.kind = ReportKind::WrongContext;
    print(report.headline, "{} needs {}, and is called on CPU {} without", call, needs, hw::cpu_index());
    stop(report);
}

} // namespace lib
