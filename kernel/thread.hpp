// SPDX-License-Identifier: MIT
// A thread of execution. For now there is one, which boots and then runs what `run=` asks for; what each
// thread will carry already lies here.
#pragma once

#include <string_view>

namespace kernel {

struct Thread {
    char const* name = "boot"; ///< a literal, or memory that outlives the thread
};

} // namespace kernel
