// SPDX-License-Identifier: MIT
// One pager for all that is long: while it lives and somebody sits there, what its thread says stops when the
// screen is full, until a key is pressed. Read next: page_state.hpp.
#pragma once

#include "kernel/log/line_gate.hpp"
#include "lib/atomic.hpp"
#include "runs/common/page_state.hpp"

namespace kernel {

struct Thread;

class Pager final : public LineGate {
public:
    /// For what this thread says. Does nothing where nobody sits. Threads only; one inside another takes
    /// over.
    Pager();
    ~Pager();
    Pager(Pager const&) = delete;
    Pager& operator=(Pager const&) = delete;

    [[nodiscard]] bool admit(std::string_view text) override;

    /// Whether the reader of what is being paged now has had enough, so that what takes long need not go on.
    [[nodiscard]] static bool had_enough();

private:
    void ask(u32 rows);

    Thread const* owner_;
    bool active_;
    u32 columns_;
    PageState state_;
    lib::Atomic<u32> by_others_ = 0; ///< rows
    LineGate* before_ = nullptr;
};

} // namespace kernel
