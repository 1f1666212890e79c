// SPDX-License-Identifier: MIT
// CPU exceptions other than page faults: each is reported by name, and survived where it is expected.
#include "kernel/hw/provoke.hpp"
#include "kernel/hw/trap.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

void expect_exception(TestRun& test, u32 vector)
{
    test.expect_stop(lib::ReportKind::Exception, exception_name(vector), [vector] { hw::provoke(vector); });
}

void divide_error(TestRun& test) { expect_exception(test, vector::kDivideError); }
void breakpoint(TestRun& test) { expect_exception(test, vector::kBreakpoint); }
void invalid_opcode(TestRun& test) { expect_exception(test, vector::kInvalidOpcode); }
void general_protection(TestRun& test) { expect_exception(test, vector::kGeneralProtection); }

void report_names_the_function(TestRun& test)
{
    test.expect_stop(lib::ReportKind::Exception, "hw::provoke", [] { hw::provoke(vector::kInvalidOpcode); });
}

constexpr GuestTest kExceptionTests[] = {
    {"exception_divide_error", divide_error},
    {"exception_breakpoint", breakpoint},
    {"exception_invalid_opcode", invalid_opcode},
    {"exception_general_protection", general_protection},
    {"exception_report_names_the_function", report_names_the_function},
};

} // namespace

std::span<GuestTest const> exception_tests() { return kExceptionTests; }

} // namespace kernel
