// SPDX-License-Identifier: MIT
// A value, or the reason why there is none: what a call returns that may fail for more than one reason.
// With one reason a std::optional says it all; a bug in the caller is not a result but a CHECK
// (lib/check.hpp).
//
//      auto const area = vmap(frames);
//      if (!area) return area.error();
//      use(*area);
//
// A result that is dropped does not compile. One that is read before anybody has looked at it stops the
// machine, even if it holds a value: otherwise a missing look would go unnoticed until the day when the
// call fails. If the look and the reading are in one function, the compiler knows the answer and leaves
// nothing of this behind.
#pragma once

#include "lib/check.hpp"

#include <new>
#include <type_traits>

namespace lib {

namespace detail {

/// The value or the error, and which of them is alive. Trivial if they are: a small one is then returned in
/// registers.
template <class Value, class Error, bool Trivial = std::is_trivially_copyable_v<Value>> struct Outcome {
    constexpr explicit Outcome(Value const& from) : value(from), ok{true} {}
    constexpr explicit Outcome(Error from) : error(from), ok{false} {}

    union {
        Value value;
        Error error;
    };
    bool ok;
    mutable bool looked = false;
};

/// For a value that owns something: moved with its result, and destroyed with it.
template <class Value, class Error> struct Outcome<Value, Error, false> {
    explicit Outcome(Value&& from) : value(static_cast<Value&&>(from)), ok{true} {}
    explicit Outcome(Error from) : error(from), ok{false} {}
    Outcome(Outcome&& other) : error{}, ok{other.ok}, looked{other.looked}
    {
        if (ok)
            new (&value) Value(static_cast<Value&&>(other.value));
        else
            error = other.error;
    }
    Outcome& operator=(Outcome&&) = delete;
    ~Outcome() noexcept(std::is_nothrow_destructible_v<Value>) // on the host, one that stops throws
    {
        if (ok) value.~Value();
    }

    union {
        Value value;
        Error error;
    };
    bool ok;
    mutable bool looked = false;
};

} // namespace detail

template <class T, class E> class [[nodiscard]] Result {
    static_assert(std::is_trivially_copyable_v<E> && !std::is_same_v<T, E>);

public:
    constexpr Result(T value) : outcome_{static_cast<T&&>(value)} {}
    constexpr Result(E error) : outcome_{error} {}

    /// The look: whether there is a value.
    [[nodiscard]] constexpr explicit operator bool() const
    {
        outcome_.looked = true;
        return outcome_.ok;
    }

    /// The value. Precondition: somebody has looked, and there is one.
    [[nodiscard]] constexpr T const& operator*() const { return read(outcome_); }
    [[nodiscard]] constexpr T& operator*() { return read(outcome_); }
    [[nodiscard]] constexpr T const* operator->() const { return &**this; }
    [[nodiscard]] constexpr T* operator->() { return &**this; }
    /// The value, for a caller that knows that this call cannot fail: an error is a CHECK failure.
    [[nodiscard]] constexpr T must() &&
    {
        CHECK(outcome_.ok);
        return static_cast<T&&>(outcome_.value);
    }

    /// Why there is none. Precondition: there is none.
    [[nodiscard]] constexpr E error() const
    {
        CHECK(!outcome_.ok);
        return outcome_.error;
    }

private:
    template <class Outcome> [[nodiscard]] static constexpr auto& read(Outcome& outcome)
    {
        CHECK(outcome.looked);
        CHECK(outcome.ok);
        return outcome.value;
    }

    detail::Outcome<T, E> outcome_;
};

/// A reference to something that others own.
template <class T, class E> class [[nodiscard]] Result<T&, E> {
public:
    constexpr Result(T& value) : result_{&value} {}
    constexpr Result(E error) : result_{error} {}

    [[nodiscard]] constexpr explicit operator bool() const { return static_cast<bool>(result_); }
    [[nodiscard]] constexpr T& operator*() const { return **result_; }
    [[nodiscard]] constexpr T* operator->() const { return *result_; }
    [[nodiscard]] constexpr T& must() && { return *static_cast<Result<T*, E>&&>(result_).must(); }
    [[nodiscard]] constexpr E error() const { return result_.error(); }

private:
    Result<T*, E> result_;
};

/// Nothing to return except whether it worked: `return {};` says that it did.
template <class E> class [[nodiscard]] Result<void, E> {
public:
    constexpr Result() : result_{Done{}} {}
    constexpr Result(E error) : result_{error} {}

    [[nodiscard]] constexpr explicit operator bool() const { return static_cast<bool>(result_); }
    constexpr void must() && { static_cast<void>(static_cast<Result<Done, E>&&>(result_).must()); }
    [[nodiscard]] constexpr E error() const { return result_.error(); }

private:
    struct alignas(4) Done {}; // 8 bytes with the rest: those come in registers, 3 do not
    Result<Done, E> result_;
};

} // namespace lib
