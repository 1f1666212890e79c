// SPDX-License-Identifier: MIT
// What a misused mutex says. Apart from the mutex, so that the mutex's code shows only what it does when
// used well.
#pragma once

#include "lib/lock_rank.hpp"

namespace kernel {

class Mutex;

[[noreturn, gnu::cold]] void stop_taken_twice(Mutex const& mutex);
[[noreturn, gnu::cold]] void stop_not_holder(Mutex const& mutex);
/// `held`: one bit for each rank of which the running thread holds a mutex.
[[noreturn, gnu::cold]] void stop_wrong_order(Mutex const& mutex, lib::LockRank rank, u32 held);
/// The running thread was going to wait for `mutex`, and the chain from there leads back to it.
[[noreturn, gnu::cold]] void stop_deadlock(Mutex const& mutex);

} // namespace kernel
