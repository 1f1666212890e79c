// SPDX-License-Identifier: MIT
// Interrupts off on this CPU for a scope. Nests: the inner scope leaves them off, and the outer one
// restores them.
#pragma once

#include "lib/processor.hpp"

namespace lib {

class [[nodiscard]] IrqGuard {
public:
    IrqGuard() : were_on_{hw::irq_save()} {}
    ~IrqGuard() { hw::irq_restore(were_on_); }
    IrqGuard(IrqGuard const&) = delete;
    IrqGuard& operator=(IrqGuard const&) = delete;

private:
    bool were_on_;
};

} // namespace lib
