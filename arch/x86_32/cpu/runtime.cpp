// SPDX-License-Identifier: MIT
// What compiled C++ expects of its runtime besides the functions in memory.asm. None of it is ever meant to
// be called: each is the bottom of a bug.
#include "lib/report.hpp"

namespace {

[[noreturn, gnu::cold]] void stop_at_a_bug(std::string_view what)
{
    lib::stop({.kind = lib::ReportKind::CheckFailed, .headline = what, .picture = {}});
}

} // namespace

// The compiler's names, hence the reserved identifiers.
extern "C" [[noreturn]] void __cxa_pure_virtual();
void __cxa_pure_virtual() { stop_at_a_bug("a pure virtual function was called"); }

// What <string_view> calls where the hosted library would throw: in GCC 12's library a function that is only
// declared, in GCC 14's one that is defined in the header and calls terminate. Hence it is defined by its
// name in the object file, which fits both.
extern "C" [[noreturn]] void _ZSt24__throw_out_of_range_fmtPKcz(char const* format, ...);
void _ZSt24__throw_out_of_range_fmtPKcz(char const* format, ...) { stop_at_a_bug(format); }

namespace std {

void terminate() noexcept { stop_at_a_bug("std::terminate() was called"); }

} // namespace std
