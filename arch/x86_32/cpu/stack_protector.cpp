// SPDX-License-Identifier: MIT
// What -fstack-protector-strong asks of its runtime. A function with an array on its stack keeps a copy of
// the guard above it, and looks before it returns whether the copy is still good. There is no attacker to
// hide the guard from: it only has to differ from what a runaway loop writes.
#include "lib/report.hpp"

// The compiler's names, to which it refers only after the link-time optimiser has decided what is used.
extern "C" {

extern u32 const __stack_chk_guard;
[[gnu::used]] u32 const __stack_chk_guard = 0x0A0D'FF00; // contains the bytes that end strings

[[noreturn, gnu::used, gnu::cold]] void __stack_chk_fail();
void __stack_chk_fail()
{
    lib::stop({.kind = lib::ReportKind::CheckFailed,
               .headline = {std::string_view{"a function wrote beyond the end of an array on its stack"}},
               .picture = {}});
}
}
