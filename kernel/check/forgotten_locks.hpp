// SPDX-License-Identifier: MIT
// For tests and lessons that make mistakes with watched locks on purpose.
#pragma once

#include "lib/lock_watch.hpp"

namespace kernel {

/// At its end, what was seen of the ranks that are for tests is forgotten: one test's mistake is half of
/// another's.
class [[nodiscard]] ForgottenLocks {
public:
    ForgottenLocks() = default;
    ~ForgottenLocks() { lib::lock_graph().forget(kForTests); }
    ForgottenLocks(ForgottenLocks const&) = delete;
    ForgottenLocks& operator=(ForgottenLocks const&) = delete;

private:
    static constexpr u32 kForTests =
        lib::rank_bit(lib::LockRank::TestOuter) | lib::rank_bit(lib::LockRank::TestMiddle) |
        lib::rank_bit(lib::LockRank::TestInner) | lib::rank_bit(lib::LockRank::TestTickOuter) |
        lib::rank_bit(lib::LockRank::TestTickInner);
};

} // namespace kernel
