// SPDX-License-Identifier: MIT
// Stands in for the kernel's exception handling until that is linked: weak, so that the real one wins.
#include "kernel/log.hpp"
#include "kernel/outcome.hpp"
#include "kernel/panic.hpp"
#include "kernel/trap.hpp"

namespace kernel {

[[gnu::weak]] void on_exception(TrapFrame& frame)
{
    say("exception {} error {:#x} at {:#x}, CR2 {:#x}", frame.vector, frame.error, frame.eip, frame.cr2);
    end(hw::Outcome::Panic, "exception");
}

[[gnu::weak]] void panic(lib::Report const& report, TrapFrame const*)
{
    say("{}", report.headline);
    end(hw::Outcome::Panic, lib::report_name(report.kind));
}

} // namespace kernel
