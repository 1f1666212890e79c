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

namespace std {

// Declared by <string_view>, which calls it where the hosted library would throw.
void __throw_out_of_range_fmt(char const* format, ...) { stop_at_a_bug(format); }

} // namespace std
