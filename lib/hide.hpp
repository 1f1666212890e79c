// SPDX-License-Identifier: MIT
// For inner loops: keeps the compiler from reasoning.
#pragma once

namespace lib {

/// Keeps `value` in a register, but the compiler no longer knows what it is (Linux: OPTIMIZER_HIDE_VAR).
/// What follows from it is computed again where it is needed.
template <class T> [[gnu::always_inline]] inline void hide(T& value) { asm("" : "+r"(value)); }

} // namespace lib
