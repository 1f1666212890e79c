// SPDX-License-Identifier: MIT
// Doubly linked list of objects that carry their own links: no allocation, removal without a search. An
// object is in as many lists at once as it has hooks; the tag tells the hooks apart. Not locked.
#pragma once

#include "lib/check.hpp"

namespace lib {

/// Derive from ListHook<SomeTag> once for every list that an object can be in at the same time.
template <typename Tag> class ListHook {
public:
    constexpr ListHook() = default;
    ListHook(ListHook const&) = delete; // its neighbours point at it
    ListHook& operator=(ListHook const&) = delete;

    [[nodiscard]] bool linked() const { return next_ != nullptr; }

private:
    template <typename, typename> friend class List;

    ListHook* previous_ = nullptr;
    ListHook* next_ = nullptr;
};

/// A ring through a hook of its own, so that no insertion or removal has a special case.
template <typename T, typename Tag> class List {
public:
    constexpr List() { ends_.next_ = ends_.previous_ = &ends_; }
    List(List const&) = delete;
    List& operator=(List const&) = delete;

    [[nodiscard]] bool empty() const { return ends_.next_ == &ends_; }
    /// The first element, or null.
    [[nodiscard]] T* front() { return empty() ? nullptr : static_cast<T*>(ends_.next_); }
    /// The last element, or null.
    [[nodiscard]] T* back() { return empty() ? nullptr : static_cast<T*>(ends_.previous_); }
    /// The element behind `item`, or null. `item` must be in this list.
    [[nodiscard]] T* next(T& item)
    {
        Hook* const found = static_cast<Hook&>(item).next_;
        return found == &ends_ ? nullptr : static_cast<T*>(found);
    }

    void push_back(T& item) { insert_before(ends_, item); }
    void push_front(T& item) { insert_before(*ends_.next_, item); }
    /// From whichever list of this kind it is in; it must be in one.
    static void remove(T& item)
    {
        Hook& hook = item;
        CHECK(hook.linked());
        hook.previous_->next_ = hook.next_;
        hook.next_->previous_ = hook.previous_;
        hook.previous_ = hook.next_ = nullptr;
    }

private:
    using Hook = ListHook<Tag>;

    void insert_before(Hook& position, T& item)
    {
        Hook& hook = item;
        CHECK(!hook.linked());
        hook.previous_ = position.previous_;
        hook.next_ = &position;
        position.previous_->next_ = &hook;
        position.previous_ = &hook;
    }

    Hook ends_;
};

} // namespace lib
