// SPDX-License-Identifier: MIT
// lib::stop() for the fuzzers: a CHECK that does not hold is what they look for.
#include "lib/contexts.hpp"
#include "lib/report.hpp"

#include <cstdlib>
#include <iostream>

namespace lib {

void stop(Report const& report)
{
    std::cerr << report_name(report.kind) << ": " << report.headline.view() << '\n';
    std::abort();
}

void print_code(Sink&, VirtAddr) {}
bool may_be_switched() { return false; }
bool may_migrate() { return false; }

} // namespace lib
