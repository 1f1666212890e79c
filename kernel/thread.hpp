// SPDX-License-Identifier: MIT
// A thread of execution. For now there is one, which boots and then runs what `run=` asks for; what each
// thread will carry already lies here.
#pragma once

#include "mm/local_stack.hpp"

namespace kernel {

struct Expectation;

struct Thread {
    char const* name = "boot";          ///< a literal, or memory that outlives the thread
    mm::LocalStack local;               ///< its kmap_local mappings
    Expectation* expectation = nullptr; ///< the report that it waits for (kernel/expect.hpp), or none
};

} // namespace kernel
