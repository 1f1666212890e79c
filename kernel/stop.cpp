// SPDX-License-Identifier: MIT
// Defines lib::stop() for the kernel (tests/sim defines it for host tests).
#include "kernel/stop.hpp"

#include "kernel/expect.hpp"
#include "kernel/panic.hpp"

namespace kernel {

void stop_at(lib::Report const& report, TrapFrame const* frame)
{
    if (!panicking()) deliver_if_expected(report);
    panic(report, frame);
}

} // namespace kernel

namespace lib {

void stop(Report const& report) { kernel::stop_at(report, nullptr); }

} // namespace lib
