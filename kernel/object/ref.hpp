// SPDX-License-Identifier: MIT
// The owner of one reference to an object, or of none.
#pragma once

#include "kernel/object/object.hpp"

#include <utility>

namespace kernel {

template <class T> class [[nodiscard]] Ref {
public:
    constexpr Ref() = default;
    /// Takes over a reference that the caller has.
    [[nodiscard]] static Ref adopt(T& object) { return Ref{object}; }
    /// A reference more. The caller has one.
    [[nodiscard]] static Ref share(T& object)
    {
        object.get();
        return Ref{object};
    }

    Ref(Ref&& other) noexcept : object_{other.release()} {}
    Ref& operator=(Ref&& other) noexcept(false)
    {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Ref() noexcept(false) // on the host a stop throws
    {
        if (object_ != nullptr) object_->put();
    }

    [[nodiscard]] explicit operator bool() const { return object_ != nullptr; }
    [[nodiscard]] T& operator*() const { return *object_; }
    [[nodiscard]] T* operator->() const { return object_; }
    [[nodiscard]] T* get() const { return object_; }
    /// Lets go of the reference without dropping it.
    [[nodiscard]] T* release() { return std::exchange(object_, nullptr); }

private:
    explicit Ref(T& object) : object_{&object} {}

    T* object_ = nullptr;
};

} // namespace kernel
