// SPDX-License-Identifier: MIT
// What handles lead to. An object lives as long as somebody has a reference: a handle, a mapping, a thread in
// the middle of a call. Whoever drops the last one ends it, on whichever CPU that is. Owners:
// kernel/object/ref.hpp.
#pragma once

#include "abi/object_kind.hpp"
#include "lib/atomic.hpp"
#include "lib/check.hpp"
#include "lib/types.hpp"

namespace kernel {

class Object {
public:
    Object(Object const&) = delete;
    Object& operator=(Object const&) = delete;

    [[nodiscard]] uapi::ObjectKind kind() const { return kind_; }

    /// One more reference. The caller has one, or holds the lock of a table that has. Any context.
    void get()
    {
        u32 const before = references_.fetch_add(1, lib::MemoryOrder::Relaxed);
        CHECK(before != 0 && before != ~u32{0}); // 0: it has ended, and the caller had none
    }
    /// Drops a reference; the last one ends the object. The caller holds no lock. Any context but NMI.
    void put()
    {
        // Release: all that this user did comes before the end; acquire: whoever ends it sees all of that.
        u32 const before = references_.fetch_sub(1, lib::MemoryOrder::AcqRel);
        CHECK(before != 0);
        if (before == 1) end_(*this);
    }
    /// A guess while others may have references.
    [[nodiscard]] u32 references() const { return references_.load(lib::MemoryOrder::Relaxed); }

protected:
    using End = void (*)(Object& object);

    /// With one reference, the maker's. `end` gives back all that the object has, itself included.
    Object(uapi::ObjectKind kind, End end) : end_{end}, kind_{kind} {}
    ~Object() = default;

private:
    End end_;
    lib::Atomic<u32> references_ = 1;
    uapi::ObjectKind kind_;
};

} // namespace kernel
