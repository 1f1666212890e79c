// SPDX-License-Identifier: MIT
// CHECK: a condition whose failure is a bug in this kernel. Always compiled in; the cheap ones cost a compare
// and a branch that is never taken. A resource that has run out is not a bug: that is a Result or an
// optional.
#pragma once

namespace lib {
/// Stops with ReportKind::CheckFailed. Out of line and cold, so that a CHECK costs its caller no code.
[[noreturn, gnu::cold]] void check_failed(char const* condition, char const* file, int line);
} // namespace lib

#define CHECK(condition)                                                                                     \
    (__builtin_expect(!!(condition), 1) ? static_cast<void>(0)                                               \
                                        : lib::check_failed(#condition, __FILE__, __LINE__))
