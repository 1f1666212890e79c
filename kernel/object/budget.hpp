// SPDX-License-Identifier: MIT
// How many frames a task may cost: its memory, and what the kernel spends on it. What is charged is given
// back by whoever frees it, which may be after the end of the task; so a budget is an object too.
#pragma once

#include "kernel/object/ref.hpp"

namespace mm {
class KmemCache;
} // namespace mm

namespace kernel {

class Budget final : public Object {
public:
    static constexpr uapi::ObjectKind kKind = uapi::ObjectKind::Budget;

    /// A budget of `frames`; none if lowmem has no frame for the object itself. Any context but NMI.
    [[nodiscard]] static Ref<Budget> make(u32 frames);

    /// Charges `frames`, or nothing if not so many are left. Any context.
    [[nodiscard]] bool charge(u32 frames);
    /// Gives back what was charged. Any context.
    void give_back(u32 frames);
    [[nodiscard]] u32 left() const { return left_.load(lib::MemoryOrder::Relaxed); }

    explicit Budget(u32 frames); ///< for make()

    /// Where all of them lie: for reports, and for whoever asks whether one is left.
    [[nodiscard]] static mm::KmemCache& cache();

private:
    static void end(Object& object);

    u32 const size_;
    lib::Atomic<u32> left_;
};

} // namespace kernel
