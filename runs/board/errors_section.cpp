// SPDX-License-Identifier: MIT
// Whether the CPU reports hardware errors, and those that it has corrected.
#include "kernel/log/log.hpp"
#include "runs/board/sections.hpp"
#include "runs/common/columns.hpp"

namespace kernel::board {

namespace {

void say_corrected(CorrectedError const& each)
{
    lib::Text<200> line;
    lib::print(line, "bank {}, {}, last ", each.last.number, lib::Counted{each.count, "time"});
    print_error_status(line, each.last.status);
    if (each.last.address) lib::print(line, ", address {:#x}", *each.last.address);
    say_wrapped(line.view());
}

} // namespace

void say_errors(Board const& board)
{
    if (!board.reporting.exception) return say("\nHardware errors: this CPU does not report them.");
    say("\nHardware errors: reported by machine checks, {}", lib::Counted{board.reporting.banks, "bank"});
    for (CorrectedError const& each : board.corrected) say_corrected(each);
    if (board.corrected.empty()) say("    None has been corrected so far.");
}

} // namespace kernel::board
