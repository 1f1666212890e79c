// SPDX-License-Identifier: MIT
// Words for compilers. Most tell clang's -Wthread-safety which lock protects what, and nothing to others; the
// build by clang turns a forgotten lock into an error. Example: lib/spin_lock.hpp.
#pragma once

#if defined(__clang__)
#define DORMER_ANNOTATION(word) __attribute__((word))
#else
#define DORMER_ANNOTATION(word)
#endif

// A function that its callers need not save a register for, not even one that calls may change. For slow ways
// out of fast code, and only so far as that code is counted (tests/bench/budgets.ini): by GCC, on the target.
#if defined(__i386__) && !defined(__clang__)
#define KEEPS_ALL_REGISTERS __attribute__((no_caller_saved_registers))
#else
#define KEEPS_ALL_REGISTERS
#endif

#define CAPABILITY(name) DORMER_ANNOTATION(capability(name))        // this class is a lock
#define SCOPED_CAPABILITY DORMER_ANNOTATION(scoped_lockable)        // this class holds one while it lives
#define GUARDED_BY(lock) DORMER_ANNOTATION(guarded_by(lock))        // this field: only with `lock` held
#define REQUIRES(lock) DORMER_ANNOTATION(requires_capability(lock)) // the caller holds `lock`
#define EXCLUDES(lock) DORMER_ANNOTATION(locks_excluded(lock))      // the caller does not hold it
#define ACQUIRE(...) DORMER_ANNOTATION(acquire_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) DORMER_ANNOTATION(try_acquire_capability(__VA_ARGS__))
#define RELEASE(...) DORMER_ANNOTATION(release_capability(__VA_ARGS__))
#define RETURN_CAPABILITY(lock) DORMER_ANNOTATION(lock_returned(lock))     // what it returns is `lock`
#define ASSERT_CAPABILITY(lock) DORMER_ANNOTATION(assert_capability(lock)) // clang believes that it is held
#define NO_THREAD_SAFETY_ANALYSIS DORMER_ANNOTATION(no_thread_safety_analysis) // with the reason beside it
