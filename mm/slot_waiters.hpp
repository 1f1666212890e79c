// SPDX-License-Identifier: MIT
// The threads that wait for a slot of kmap(), in the order in which they came.
// Proved by: KmapWaiting.NewcomerDoesNotOvertakeAWaiter, planted/waiter_passed_over.
#pragma once

#include "lib/check.hpp"
#include "lib/intrusive_list.hpp"
#include "lib/text.hpp"
#include "mm/context.hpp"
#include "mm/frame.hpp"

#include <optional>

namespace mm {

/// One waiting thread; lives on its stack. The pool's lock guards all fields.
struct SlotWaiter : lib::ListHook<SlotWaiter> {
    explicit SlotWaiter(Frame wanted)
        : frame{wanted}, thread{thread_name()}, held{shared_mappings_held()}, sleeper{this_sleeper()}
    {
    }
    /// Whoever stops waiting has left the line: what comes to lie here next is no waiter. (On the host a stop
    /// throws, out of here, too.)
    ~SlotWaiter() noexcept(false) { CHECK(!linked()); }

    Frame frame;
    char const* thread; ///< for reports
    u32 held;           ///< how many mappings the thread holds; cannot change while it waits
    Sleeper& sleeper;
    std::optional<VirtAddr> granted; ///< set by the thread that found a slot for it
};

class SlotWaiters {
public:
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] u32 count() const { return count_; }
    /// Mappings that waiting threads hold, all together.
    [[nodiscard]] u32 held() const { return held_; }

    void add(SlotWaiter& waiter)
    {
        list_.push_back(waiter);
        ++count_;
        held_ += waiter.held;
    }
    void remove(SlotWaiter& waiter)
    {
        List::remove(waiter);
        --count_;
        held_ -= waiter.held;
    }
    [[nodiscard]] SlotWaiter* first() { return list_.front(); }
    [[nodiscard]] SlotWaiter* after(SlotWaiter& waiter) { return list_.next(waiter); }

    /// "'a' holds 3, 'b' holds 1": those who hold some.
    void print_holders(lib::Sink& sink);

private:
    using List = lib::List<SlotWaiter, SlotWaiter>;

    List list_;
    u32 count_ = 0;
    u32 held_ = 0;
};

} // namespace mm
