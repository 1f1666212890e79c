// SPDX-License-Identifier: MIT
// For a scope, no switch to another thread on this CPU; interrupts stay as they are. Nests.
#pragma once

#include "lib/processor.hpp"

namespace lib {

class [[nodiscard]] PreemptGuard {
public:
    PreemptGuard() { hw::preempt_disable(); }
    ~PreemptGuard() { hw::preempt_enable(); }
    PreemptGuard(PreemptGuard const&) = delete;
    PreemptGuard& operator=(PreemptGuard const&) = delete;
};

} // namespace lib
