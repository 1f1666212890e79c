// SPDX-License-Identifier: MIT
// Words that several CPUs or an interrupt handler read and write: the part of <atomic> that this kernel uses,
// by the compiler's own operations, in a fiftieth of the lines. <atomic> took a third of the time that a file
// took to compile. The members are named and mean as there, with two differences: the order is always said,
// and a type that the CPU does not handle in one instruction is an error and not a call of a library that a
// kernel does not have.
#pragma once

#include "lib/types.hpp"

namespace lib {

/// As std::memory_order.
enum class MemoryOrder : int {
    Relaxed = __ATOMIC_RELAXED, ///< in one piece, and nothing else
    Acquire = __ATOMIC_ACQUIRE, ///< a load: what comes after it stays after it
    Release = __ATOMIC_RELEASE, ///< a store: what comes before it stays before it
    AcqRel = __ATOMIC_ACQ_REL,  ///< both, for what loads and stores
    SeqCst = __ATOMIC_SEQ_CST,  ///< and all CPUs see all of these in one order
};

/// What a compare_exchange that fails may ask for: it only loads.
constexpr MemoryOrder order_of_failure(MemoryOrder order)
{
    if (order == MemoryOrder::AcqRel) return MemoryOrder::Acquire;
    return order == MemoryOrder::Release ? MemoryOrder::Relaxed : order;
}

/// Atomic access to an object of somebody's, which must outlive this. While there is one, every access by
/// several CPUs has to go through one. Any context; nothing waits.
template <class T> class AtomicRef {
    static_assert(sizeof(T) <= sizeof(void*) && __atomic_always_lock_free(sizeof(T), nullptr));
    static_assert(__is_trivially_copyable(T));

public:
    constexpr explicit AtomicRef(T& object) : object_{&object} {}

    [[nodiscard, gnu::always_inline]] T load(MemoryOrder order) const
    {
        T value{};
        __atomic_load(object_, &value, raw(order));
        return value;
    }
    [[gnu::always_inline]] void store(T value, MemoryOrder order) const
    {
        __atomic_store(object_, &value, raw(order));
    }
    /// Returns what was there before; so do all fetch_ functions.
    [[gnu::always_inline]] T exchange(T value, MemoryOrder order) const
    {
        T before{};
        __atomic_exchange(object_, &value, &before, raw(order));
        return before;
    }

    /// Stores `wanted` if the object is `expected`, and returns whether it was; if not, `expected` is what it
    /// is.
    [[gnu::always_inline]] bool compare_exchange_strong(T& expected, T wanted, MemoryOrder success,
                                                        MemoryOrder failure) const
    {
        return __atomic_compare_exchange(object_, &expected, &wanted, false, raw(success), raw(failure));
    }
    [[gnu::always_inline]] bool compare_exchange_strong(T& expected, T wanted, MemoryOrder order) const
    {
        return compare_exchange_strong(expected, wanted, order, order_of_failure(order));
    }
    /// The same, for a loop: it may fail without a reason.
    [[gnu::always_inline]] bool compare_exchange_weak(T& expected, T wanted, MemoryOrder order) const
    {
        return __atomic_compare_exchange(object_, &expected, &wanted, true, raw(order),
                                         raw(order_of_failure(order)));
    }

    [[gnu::always_inline]] T fetch_add(T value, MemoryOrder order) const
    {
        return __atomic_fetch_add(object_, value, raw(order));
    }
    [[gnu::always_inline]] T fetch_sub(T value, MemoryOrder order) const
    {
        return __atomic_fetch_sub(object_, value, raw(order));
    }
    [[gnu::always_inline]] T fetch_or(T value, MemoryOrder order) const
    {
        return __atomic_fetch_or(object_, value, raw(order));
    }
    [[gnu::always_inline]] T fetch_and(T value, MemoryOrder order) const
    {
        return __atomic_fetch_and(object_, value, raw(order));
    }

private:
    static constexpr int raw(MemoryOrder order) { return static_cast<int>(order); }

    T* object_;
};

/// An object that is only accessed so. Not copied: what would be the order of that?
template <class T> class Atomic {
public:
    constexpr Atomic() = default;
    constexpr Atomic(T value) : value_{value} {} // NOLINT(google-explicit-constructor): written as `= 0`
    Atomic(Atomic const&) = delete;
    Atomic& operator=(Atomic const&) = delete;

    [[nodiscard, gnu::always_inline]] T load(MemoryOrder order) const
    {
        return AtomicRef<T>{const_cast<T&>(value_)}.load(order);
    }
    [[gnu::always_inline]] void store(T value, MemoryOrder order) { ref().store(value, order); }
    [[gnu::always_inline]] T exchange(T value, MemoryOrder order) { return ref().exchange(value, order); }

    [[gnu::always_inline]] bool compare_exchange_strong(T& expected, T wanted, MemoryOrder success,
                                                        MemoryOrder failure)
    {
        return ref().compare_exchange_strong(expected, wanted, success, failure);
    }
    [[gnu::always_inline]] bool compare_exchange_strong(T& expected, T wanted, MemoryOrder order)
    {
        return ref().compare_exchange_strong(expected, wanted, order);
    }
    [[gnu::always_inline]] bool compare_exchange_weak(T& expected, T wanted, MemoryOrder order)
    {
        return ref().compare_exchange_weak(expected, wanted, order);
    }

    [[gnu::always_inline]] T fetch_add(T value, MemoryOrder order) { return ref().fetch_add(value, order); }
    [[gnu::always_inline]] T fetch_sub(T value, MemoryOrder order) { return ref().fetch_sub(value, order); }
    [[gnu::always_inline]] T fetch_or(T value, MemoryOrder order) { return ref().fetch_or(value, order); }
    [[gnu::always_inline]] T fetch_and(T value, MemoryOrder order) { return ref().fetch_and(value, order); }

private:
    [[gnu::always_inline]] AtomicRef<T> ref() { return AtomicRef<T>{value_}; }

    T value_{};
};

/// Keeps the compiler, not the CPU, from moving loads and stores across: for what an interrupt on this very
/// CPU may see.
[[gnu::always_inline]] inline void signal_fence(MemoryOrder order)
{
    __atomic_signal_fence(static_cast<int>(order));
}

} // namespace lib
