// SPDX-License-Identifier: MIT
// For inner loops: to keep the compiler from reasoning.
#pragma once

namespace lib {

/// Keeps `value`, in a register, but the compiler does not know any more what it is (Linux:
/// OPTIMIZER_HIDE_VAR). What follows from it is computed again where it is needed.
template <class T> [[gnu::always_inline]] inline void hide(T& value) { asm("" : "+r"(value)); }

} // namespace lib
