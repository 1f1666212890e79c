// SPDX-License-Identifier: MIT
// A task's handles: a flat table, the only way from a number that a program says to an object. A handle is a
// place in the table and the place's generation, which changes whenever a handle there is closed: a number
// that is used too late is an error and not somebody else's object.
//
//      handle  = | generation : 20 | place : 12 |          generation 1 is the first, so no handle is 0
//      place  -> { object, badge, rights, generation }      a reference to the object
//
// The table grows by pages, which count against the task's budget. One lock guards it; no object ends while
// that is held. All calls: threads, with no spin lock of rank Handles or below held.
#pragma once

#include "abi/error.hpp"
#include "kernel/object/budget.hpp"
#include "lib/annotations.hpp"
#include "lib/result.hpp"
#include "lib/spin_lock.hpp"
#include "mm/frame.hpp"

#include <array>

namespace kernel {

using Handle = u32; ///< as programs say it: anything at all

/// What a handle gives: a reference of the caller's own, so that the handle may be closed meanwhile.
template <class T> struct Held {
    Ref<T> object;
    u32 badge;
    uapi::Rights rights;
};

class HandleTable {
public:
    /// `budget` pays for the pages.
    explicit HandleTable(Ref<Budget> budget) : budget_{std::move(budget)} {}
    /// Closes all that is left.
    ~HandleTable() noexcept(false) { end(); }
    HandleTable(HandleTable const&) = delete;
    HandleTable& operator=(HandleTable const&) = delete;

    /// A new handle, which takes over the reference. OutOfBudget, OutOfMemory, TableFull, TaskEnded: the
    /// reference is then dropped.
    [[nodiscard]] lib::Result<Handle, uapi::Error> add(Ref<Object> object, uapi::Rights rights, u32 badge)
        EXCLUDES(lock_);

    /// What `handle`, argument number `argument` of some call, leads to, if that is a T and the handle has
    /// all rights `needed`. NoHandle, ClosedHandle, WrongKind, MissingRights, each with the argument.
    template <class T>
    [[nodiscard]] lib::Result<Held<T>, uapi::Error> find(Handle handle, uapi::Rights needed, u8 argument)
        EXCLUDES(lock_);

    /// One more handle to the same object with the same badge and the rights `kept`. As find() for an object
    /// of any kind and the rights `kept` and kCopy; and as add().
    [[nodiscard]] lib::Result<Handle, uapi::Error> copy(Handle handle, uapi::Rights kept, u8 argument)
        EXCLUDES(lock_);

    /// NoHandle, ClosedHandle.
    [[nodiscard]] lib::Result<void, uapi::Error> close(Handle handle, u8 argument) EXCLUDES(lock_);

    /// Closes all handles and gives the pages back; from then on add() refuses. Again: nothing happens.
    void end() EXCLUDES(lock_);

    [[nodiscard]] u32 handles() EXCLUDES(lock_); ///< how many are open

    static constexpr u32 kPlaceBits = 12;
    static constexpr u32 kMaxHandles = 1 << kPlaceBits;
    static constexpr u32 kLastGeneration = (1 << (32 - kPlaceBits)) - 1;

private:
    struct Entry {
        Object* object = nullptr; ///< a reference; nullptr: free
        union {
            u32 badge;
            u32 next_free = kNone; ///< the place that is handed out after this one
        };
        u32 generation : 24 = 1; ///< beyond kLastGeneration: never handed out again
        uapi::Rights rights{};
    };
    static constexpr u32 kNone = ~u32{0};
    static constexpr u32 kEntriesInPage = 256;
    static constexpr u32 kMaxPages = kMaxHandles / kEntriesInPage;
    static_assert(kEntriesInPage * sizeof(Entry) <= kPageSize);

    struct Page {
        Entry* entries;
        Pfn pfn;
    };

    [[nodiscard]] Entry& entry(u32 place) REQUIRES(lock_)
    {
        return pages_[place / kEntriesInPage].entries[place % kEntriesInPage];
    }
    [[nodiscard]] lib::Result<Entry*, uapi::Error> open_entry(Handle handle, u8 argument) REQUIRES(lock_);
    [[nodiscard]] lib::Result<Held<Object>, uapi::Error> find_kind(Handle handle, uapi::ObjectKind kind,
                                                                   uapi::Rights needed, u8 argument)
        EXCLUDES(lock_);
    [[nodiscard]] lib::Result<u32, uapi::Error> take_place() REQUIRES(lock_);
    [[nodiscard]] lib::Result<void, uapi::Error> grow() REQUIRES(lock_);
    [[nodiscard]] Ref<Object> vacate(u32 place) REQUIRES(lock_);
    [[nodiscard]] Ref<Object> close_next(u32& place) EXCLUDES(lock_);
    void give_pages_back() EXCLUDES(lock_);

    Ref<Budget> budget_;
    lib::SpinLock lock_{lib::LockRank::Handles};
    std::array<Page, kMaxPages> pages_ GUARDED_BY(lock_){};
    u32 page_count_ GUARDED_BY(lock_) = 0;
    u32 first_free_ GUARDED_BY(lock_) = kNone;
    u32 open_ GUARDED_BY(lock_) = 0;
    bool ended_ GUARDED_BY(lock_) = false;
};

template <class T>
lib::Result<Held<T>, uapi::Error> HandleTable::find(Handle handle, uapi::Rights needed, u8 argument)
{
    auto found = find_kind(handle, T::kKind, needed, argument);
    if (!found) return found.error();
    auto& object = static_cast<T&>(*found->object.release());
    return Held<T>{Ref<T>::adopt(object), found->badge, found->rights};
}

} // namespace kernel
