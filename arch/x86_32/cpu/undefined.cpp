// SPDX-License-Identifier: MIT
// What -fsanitize=undefined asks of its runtime: the compiler calls one of these where a program has just
// done what the language does not define. Each stops with the place in one sentence. In a kernel that is
// built without it (any preset but kernel-ubsan) nobody calls them.
#include "lib/format.hpp"
#include "lib/report.hpp"

namespace {

/// How the data that the compiler passes begins, whatever it is about.
struct Place {
    char const* file;
    u32 line;
    u32 column;
};

[[noreturn, gnu::cold, gnu::noinline]] void stop_undefined(Place const& at, char const* what)
{
    lib::Report report;
    lib::print(report.headline, "undefined behaviour at {}:{}:{}: {}", at.file, at.line, at.column, what);
    lib::stop(report);
}

} // namespace

// The compiler's names, which it calls after the link-time optimiser has decided what is used. Most are
// also passed the values; what the caller pushes, the caller takes back.
#define UNDEFINED(name, what)                                                                                \
    extern "C" [[noreturn, gnu::used, gnu::cold]] void __ubsan_handle_##name(Place const& at);               \
    void __ubsan_handle_##name(Place const& at) { stop_undefined(at, what); }

UNDEFINED(add_overflow_abort, "an addition overflows")
UNDEFINED(sub_overflow_abort, "a subtraction overflows")
UNDEFINED(mul_overflow_abort, "a multiplication overflows")
UNDEFINED(negate_overflow_abort, "a negation overflows")
UNDEFINED(divrem_overflow_abort, "a division by zero, or one that overflows")
UNDEFINED(shift_out_of_bounds_abort, "a shift by more bits than there are, or of a negative number")
UNDEFINED(out_of_bounds_abort, "an index past the end of an array")
UNDEFINED(pointer_overflow_abort, "a pointer wraps around")
UNDEFINED(type_mismatch_v1_abort,
          "a null pointer, or one that is not aligned or too close to the end, is used")
UNDEFINED(load_invalid_value_abort, "a bool or an enumeration with a value that it cannot have")
UNDEFINED(nonnull_arg_abort, "a null pointer is passed where none may be")
UNDEFINED(nonnull_return_v1_abort, "a null pointer is returned where none may be")
UNDEFINED(vla_bound_not_positive_abort, "an array without elements")
UNDEFINED(invalid_builtin_abort, "a count of zeros in zero")
UNDEFINED(alignment_assumption_abort, "a pointer is not aligned as the code says it is")
UNDEFINED(builtin_unreachable, "code that cannot be reached is reached")
UNDEFINED(missing_return, "a function ends without returning a value")
