// SPDX-License-Identifier: MIT
// Defines lib::stop() for the kernel (tests/sim defines it for host tests).
#include "kernel/fault/stop.hpp"

#include "kernel/fault/expect.hpp"
#include "kernel/fault/panic.hpp"
#include "kernel/log/last_cpu.hpp"
#include "kernel/log/log.hpp"
#include "kernel/log/symbols.hpp"
#include "lib/format.hpp"
#include "lib/parse.hpp"

namespace kernel {

void stop_at(lib::Report const& report, TrapFrame const* frame)
{
    if (!is_last_cpu()) deliver_if_expected(report);
    panic(report, frame);
}

} // namespace kernel

namespace lib {

void stop(Report const& report) { kernel::stop_at(report, nullptr); }

void print_code(Sink& sink, VirtAddr code)
{
    if (auto const hit = kernel::find_symbol(kernel::embedded_symbols(), code))
        print(sink, "{}+{:#x}", hit->name, hit->offset);
    else
        print(sink, "{}", code);
}

void warn(Report const& report)
{
    kernel::warn("{}: {}", report_name(report.kind), report.headline);
    for (auto rest = report.picture.view(); !rest.empty();) kernel::say("{}", cut_field(rest, '\n'));
    kernel::say("what to look at: {}", report_advice(report.kind));
}

} // namespace lib
