// SPDX-License-Identifier: MIT
// What a panic shows of the place where it happened: the code, and what lies on the stack. Whatever is not
// mapped is left out, since a pointer that is wrong is what panics are about.
#pragma once

#include "lib/address.hpp"
#include "lib/text.hpp"

namespace kernel {

/// "code  8b 45 08 <89> 10 5d c3": one line; the byte at `eip` in brackets, some before it and some after it.
/// `root`: of the tables in use. Any context.
void print_code(lib::Sink& sink, PhysAddr root, VirtAddr eip);

/// "stack c0117f40: 00000002 c0101234 ...": words from `esp` on, upwards, on at most `lines` lines of
/// kStackWordsALine. As print_code().
void print_stack(lib::Sink& sink, PhysAddr root, VirtAddr esp, u32 lines);
inline constexpr u32 kStackWordsALine = 6;

} // namespace kernel
