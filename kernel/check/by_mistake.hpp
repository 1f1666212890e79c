// SPDX-License-Identifier: MIT
// For tests that make a mistake with a lock on purpose, to see it reported.
#pragma once

#include "lib/annotations.hpp"

namespace kernel {

/// Calls `Operation` of `lock`: by_mistake<&Mutex::unlock>(mutex). Not analysed, because clang would not
/// compile the mistake.
template <auto Operation, class Lock, class... Arguments>
auto by_mistake(Lock& lock, Arguments... arguments) NO_THREAD_SAFETY_ANALYSIS
{
    return (lock.*Operation)(arguments...);
}

} // namespace kernel
