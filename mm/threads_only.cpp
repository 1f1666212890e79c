// SPDX-License-Identifier: MIT
#include "mm/threads_only.hpp"

#include "lib/format.hpp"
#include "lib/report.hpp"

namespace mm {

void stop_in_interrupt(char const* call)
{
    lib::Report report;
    report.kind = lib::ReportKind::WrongContext;
    lib::print(report.headline,
               "{}() is for threads, and is called by an interrupt handler above thread '{}'", call,
               thread_name());
    lib::stop(report);
}

} // namespace mm
