// SPDX-License-Identifier: MIT
// kmap: a page of high memory, mapped for everyone. Linux has the same calls in include/linux/highmem.h.
// Which mapping for what:
//
//   handle     call             may sleep  holder may  holder may be  seen by         order
//                               to get     sleep       preempted
//   SharedMap  kmap             yes        yes         yes            every thread    any
//   LocalMap   kmap_local_page  no         yes         yes [1]        this thread     last in, first out; 16
//   AtomicMap  kmap_atomic      no         no          no             this thread     last in, first out; 16
//              vmap             yes        yes         yes            every thread    any; many frames
//
// [1] With window=cpu it stays on its CPU meanwhile (mm/window_design.hpp).
//
// Take kmap_local unless the address must be passed on. Read next: mm/kmap_pool.hpp.
#pragma once

#include "lib/check.hpp"
#include "mm/frame.hpp"
#include "mm/machine.hpp"

#include <optional>
#include <span>
#include <utility>

namespace mm {

class KmapPool;

/// Maps `frame` and returns its address, the same for everyone that maps it at the same time; lowmem is shown
/// where the direct map has it. Sleeps until one of the 512 slots is free. Threads only, and only where they
/// may sleep, also for lowmem; that page faults are off, which Linux' might_sleep() does not ask, is noticed
/// by a call that has to wait. If no slot can come free because every thread that has one waits for another
/// here, the machine stops with Deadlock and their names.
[[nodiscard]] VirtAddr kmap(Frame frame);

/// Gives one kmap() of `frame` back. Called by the thread that made it, or that adopted it. The page stays
/// mapped until the slot is wanted; still using the address is a bug that may go unseen. Stops with
/// DoubleUnmap, NotTheHolder or WrongContext. Threads only; does not sleep.
void kunmap(Frame frame);

/// As kmap(), but only if the frame is already mapped or in lowmem: never sleeps, and also needs a
/// kunmap(). Threads only.
[[nodiscard]] std::optional<VirtAddr> kmap_high_get(Frame frame);

/// Unmaps all pages that nobody uses any more, on all CPUs: for a caller that must be sure that no old
/// mapping of a frame is left before the frame gets another cache type. Threads only.
void kmap_flush_unused();

/// The running thread no longer answers for one of its mappings of `frame`: another will unmap it. Must be
/// called when mappings change hands, or else the search for deadlocks accuses the wrong thread. Threads
/// only.
void kmap_hand_over(Frame frame);
/// The running thread answers for a mapping that was handed over. Threads only.
void kmap_adopt(Frame frame);

/// The slots behind all this.
[[nodiscard]] KmapPool& kmap_pool() noexcept;

class HandedMap;

/// One kmap() of a frame, given back at the end of the owner's life. May be moved within its thread; to pass
/// it to another, make it a HandedMap.
class [[nodiscard]] SharedMap {
public:
    explicit SharedMap(Frame frame) : frame_{frame}, address_{kmap(frame)} {}
    explicit SharedMap(HandedMap&& from);
    SharedMap(SharedMap&& other) noexcept
        : frame_{std::exchange(other.frame_, std::nullopt)}, address_{other.address_}
    {
    }
    SharedMap& operator=(SharedMap other) noexcept
    {
        std::swap(frame_, other.frame_);
        std::swap(address_, other.address_);
        return *this;
    }
    ~SharedMap() noexcept(false)
    {
        if (frame_) kunmap(*frame_);
    }

    [[nodiscard]] Frame frame() const
    {
        CHECK(frame_.has_value()); // moved from: there is nothing left here
        return *frame_;
    }
    [[nodiscard]] VirtAddr address() const { return address_; }
    [[nodiscard]] std::span<std::byte, kPageSize> bytes() &
    {
        CHECK(frame_.has_value());
        return std::span<std::byte, kPageSize>{hw::at(address_), kPageSize};
    }
    std::span<std::byte, kPageSize> bytes() && = delete; // a span must not outlive its map

private:
    friend class HandedMap;

    std::optional<Frame> frame_; ///< nothing once it was moved from
    VirtAddr address_;
};

/// A mapping between two threads: no thread answers for it. The thread that receives it makes a SharedMap
/// of it.
class [[nodiscard]] HandedMap {
public:
    explicit HandedMap(SharedMap&& from) : map_{std::move(from)} { kmap_hand_over(map_.frame()); }
    HandedMap(HandedMap&&) noexcept = default;
    HandedMap& operator=(HandedMap&&) = delete;
    ~HandedMap() noexcept(false) // nobody has taken it: dropping it unmaps it
    {
        if (map_.frame_) kmap_adopt(*map_.frame_);
    }

private:
    friend class SharedMap;

    SharedMap map_;
};

inline SharedMap::SharedMap(HandedMap&& from) : SharedMap{std::move(from.map_)} { kmap_adopt(*frame_); }

} // namespace mm
