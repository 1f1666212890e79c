// SPDX-License-Identifier: MIT
// The stores of a CPU that others do not see yet. x86 keeps them in order and lets their own CPU see them at
// once; nothing says how late they become visible, unless a locked or serialising instruction waits for
// that (SDM 3A, 8.2.2).
//
// While a CPU runs, memory holds what that CPU sees: apply() puts its stores on top, and undo() takes them
// off again when another one is to run. So the code under test reads and writes memory as it always does.
#pragma once

#include "lib/types.hpp"

#include <array>

namespace exploration {

struct Store {
    u64 address = 0;
    u64 bytes = 0; ///< 1, 2, 4 or 8
    u64 value = 0;
    u64 under = 0; ///< what it hides while it is applied
};

class StoreBuffer {
public:
    [[nodiscard]] bool empty() const { return count_ == 0; }

    /// A store that this CPU has made just now: memory shows it already, and `under` was there before.
    void push(Store store);
    void apply();
    void undo();
    /// Applied or not: nothing of it is hidden any more.
    void forget();
    /// The oldest becomes visible to all. Not applied.
    [[nodiscard]] Store pop();
    /// The bytes at `address` as this CPU reads them. Not applied.
    [[nodiscard]] u64 read(u64 address, u64 bytes) const;

private:
    static constexpr u32 kMost = 16;

    std::array<Store, kMost> stores_{};
    u64 count_ = 0;
};

/// Memory itself.
[[nodiscard]] u64 read_memory(u64 address, u64 bytes);
void write_memory(u64 address, u64 bytes, u64 value);

} // namespace exploration
