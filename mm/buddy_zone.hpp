// SPDX-License-Identifier: MIT
// One zone of the frame allocator: free blocks of 2^0 to 2^10 frames. A block of order k starts at a multiple
// of 2^k; its buddy is the block whose number differs in bit k alone, and two free buddies merge into one
// block.
//
// Small blocks that are freed stay as they are for a while, on a short "hot" list of their order, and are
// handed out again from there: otherwise every pair of alloc and free would split a block ten times and
// merge it again ten times. When the free lists cannot serve a request, the hot ones are merged first. In
// front of each of these lists the block that was freed last is kept at hand: to put it there or take it
// away is one exchange, for which no lock is needed and interrupts may stay on.
// Proved by: FrameAllocator.CpusAllocateAndFreeAtOnceWithoutLosingAFrame,
// BuddyZone.BlockAtHandIsFreedOnlyOnce.
#pragma once

#include "lib/annotations.hpp"
#include "lib/atomic.hpp"
#include "lib/spin_lock.hpp"
#include "mm/frame_info.hpp"

#include <array>
#include <optional>

namespace mm {

class BuddyZone {
public:
    static constexpr u32 kMaxOrder = 10;
    static constexpr u32 kOrders = kMaxOrder + 1;
    static constexpr u32 kHotOrders = 5;  ///< orders 0 to 4 have a hot list
    static constexpr u32 kHotBlocks = 16; ///< of at most this many blocks

    constexpr BuddyZone() = default;

    /// The zone is `frames`; `infos` is indexed by frame number and covers them. Nothing is free yet. Only
    /// one CPU runs.
    void start(FrameInfo* infos, FrameRange frames);
    /// `frames`, inside the zone and never added before, are free.
    void add(FrameRange frames) EXCLUDES(lock_);

    /// The first frame of an allocated block with one reference, or nothing. order <= kMaxOrder.
    [[nodiscard]] std::optional<Pfn> alloc(u32 order) EXCLUDES(lock_)
    {
        u32 const pfn = take(order);
        return pfn != FrameInfo::kNoFrame ? std::optional{Pfn{pfn}} : std::nullopt;
    }

    /// Frees the allocated block that starts at `pfn`; false, and nothing done, if there is no such block
    /// of this order with that many references.
    [[nodiscard]] bool free(Pfn pfn, u32 order, u32 references) EXCLUDES(lock_);

    /// Merges all hot blocks, so that the largest blocks possible are free.
    void cool_down() EXCLUDES(lock_);

    [[nodiscard]] FrameRange frames() const { return frames_; }
    [[nodiscard]] u32 added() const { return added_; }     ///< all frames that have been added
    [[nodiscard]] u32 free_frames() const EXCLUDES(lock_); ///< hot ones included
    [[nodiscard]] u32 free_blocks(u32 order) const
        EXCLUDES(lock_); ///< on the list of this order, hot ones not

private:
    /// A list of blocks, linked through their first frames' infos.
    struct List {
        u32 first = FrameInfo::kNoFrame;
        u32 count = 0;
    };

    // Blocks as numbers, kNoFrame for none: returned in a register, as an optional is not.
    [[nodiscard, gnu::noinline]] u32 take(u32 order) EXCLUDES(lock_);
    [[nodiscard, gnu::noinline]] u32 take_from_lists(u32 order) EXCLUDES(lock_);
    [[nodiscard]] u32 take_at_hand(u32 order);
    [[gnu::noinline]] void put_on_lists(u32 pfn, u32 order) EXCLUDES(lock_);
    void push_locked(u32 pfn, u32 order) REQUIRES(lock_);
    void unlink_locked(u32 pfn, u32 order) REQUIRES(lock_);
    [[nodiscard]] u32 pop_hot_locked(List& list) REQUIRES(lock_);
    void push_hot_locked(u32 pfn, u32 order) REQUIRES(lock_);
    [[nodiscard, gnu::noinline]] u32 pop_cold_locked(u32 order) REQUIRES(lock_);
    [[nodiscard]] u32 split_locked(u32 order) REQUIRES(lock_);
    [[gnu::noinline]] void melt_locked(u32 pfn, u32 order) REQUIRES(lock_);
    void cool_down_locked() REQUIRES(lock_);
    [[nodiscard]] bool is_free_block_locked(u32 pfn, u32 order) const REQUIRES(lock_);

    // Written by start() while one CPU runs.
    FrameInfo* infos_ = nullptr;
    FrameRange frames_;

    mutable lib::SpinLock lock_{lib::LockRank::FrameAllocator};
    std::array<List, kOrders> free_ GUARDED_BY(lock_){};
    std::array<List, kOrders> hot_ GUARDED_BY(lock_){}; ///< those of higher orders stay empty
    u32 nonempty_ GUARDED_BY(lock_) = 0;                ///< bit k: free_[k] has a block
    u32 free_frames_ GUARDED_BY(lock_) = 0;             ///< on the free lists, hot ones not
    u32 added_ = 0;

    struct AtHand {
        lib::Atomic<u32> pfn = FrameInfo::kNoFrame;
    };
    std::array<AtHand, kHotOrders> at_hand_; ///< their state is Hot
};

inline u32 BuddyZone::pop_hot_locked(List& list)
{
    u32 const pfn = list.first;
    list.first = infos_[pfn].next();
    --list.count;
    return pfn;
}

inline void BuddyZone::push_hot_locked(u32 pfn, u32 order)
{
    List& list = hot_[order];
    infos_[pfn].set_hot(order, list.first);
    list.first = pfn;
    ++list.count;
}

// Inlined into the only two that call it.
[[gnu::always_inline]] inline bool BuddyZone::free(Pfn pfn, u32 order, u32 references)
{
    if (!infos_[pfn.raw()].give_up(order, references)) [[unlikely]]
        return false;
    u32 const more =
        order < kHotOrders ? at_hand_[order].pfn.exchange(pfn.raw(), lib::MemoryOrder::SeqCst) : pfn.raw();
    if (more != FrameInfo::kNoFrame) put_on_lists(more, order);
    return true;
}

} // namespace mm
