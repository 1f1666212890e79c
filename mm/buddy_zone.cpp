// SPDX-License-Identifier: MIT
// The invariant that makes everything cheap: only the first frame of a block has a state. All others are
// Inside, whatever happens to the block around them, so splitting and merging touch one frame each.
#include "mm/buddy_zone.hpp"

#include "lib/atomic.hpp"

#include <algorithm>
#include <bit>

namespace mm {

namespace {

/// The largest order at which a block may start at `pfn` and not exceed `frames` frames.
u32 largest_order(u32 pfn, u32 frames)
{
    auto const aligned = static_cast<u32>(std::countr_zero(pfn)); // 32 for frame 0
    auto const fitting = static_cast<u32>(std::bit_width(frames)) - 1;
    return std::min({aligned, fitting, BuddyZone::kMaxOrder});
}

} // namespace

void BuddyZone::start(FrameInfo* infos, FrameRange frames)
{
    infos_ = infos;
    frames_ = frames;
}

void BuddyZone::add(FrameRange frames)
{
    lib::IrqSpinGuard const guard{lock_};
    u32 pfn = frames.begin.raw();
    while (pfn < frames.end.raw()) {
        u32 const order = largest_order(pfn, frames.end.raw() - pfn);
        push_locked(pfn, order);
        pfn += 1u << order;
    }
    free_frames_ += frames.count();
    added_ += frames.count();
}

void BuddyZone::cool_down()
{
    lib::IrqSpinGuard const guard{lock_};
    cool_down_locked();
}

u32 BuddyZone::free_frames() const
{
    lib::IrqSpinGuard const guard{lock_};
    u32 frames = free_frames_;
    for (u32 order = 0; order < kHotOrders; ++order) {
        bool const at_hand = at_hand_[order].pfn.load(lib::MemoryOrder::Relaxed) != FrameInfo::kNoFrame;
        frames += (hot_[order].count + (at_hand ? 1 : 0)) << order;
    }
    return frames;
}

u32 BuddyZone::free_blocks(u32 order) const
{
    lib::IrqSpinGuard const guard{lock_};
    return free_[order].count;
}

u32 BuddyZone::take(u32 order)
{
    u32 const pfn = take_at_hand(order);
    if (pfn == FrameInfo::kNoFrame) [[unlikely]]
        return take_from_lists(order);
    infos_[pfn].set_allocated(order);
    return pfn;
}

/// Looks before it exchanges, so that CPUs that find nothing do not take the cache line from each other.
u32 BuddyZone::take_at_hand(u32 order)
{
    if (order >= kHotOrders || at_hand_[order].pfn.load(lib::MemoryOrder::Relaxed) == FrameInfo::kNoFrame)
        return FrameInfo::kNoFrame;
    return at_hand_[order].pfn.exchange(FrameInfo::kNoFrame, lib::MemoryOrder::SeqCst);
}

u32 BuddyZone::take_from_lists(u32 order)
{
    lib::IrqSpinGuard const guard{lock_};
    List& hot = hot_[order];
    u32 const pfn = hot.first != FrameInfo::kNoFrame ? pop_hot_locked(hot) : pop_cold_locked(order);
    if (pfn != FrameInfo::kNoFrame) [[likely]]
        infos_[pfn].set_allocated(order);
    return pfn;
}

void BuddyZone::put_on_lists(u32 pfn, u32 order)
{
    lib::IrqSpinGuard const guard{lock_};
    if (order < kHotOrders && hot_[order].count < kHotBlocks) {
        push_hot_locked(pfn, order);
    } else {
        melt_locked(pfn, order);
    }
}

void BuddyZone::push_locked(u32 pfn, u32 order)
{
    List& list = free_[order];
    infos_[pfn].set_free(order, list.first);
    if (list.first != FrameInfo::kNoFrame) infos_[list.first].set_previous(pfn);
    list.first = pfn;
    ++list.count;
    nonempty_ |= 1u << order;
}

void BuddyZone::unlink_locked(u32 pfn, u32 order)
{
    List& list = free_[order];
    FrameInfo& info = infos_[pfn];
    u32 const next = info.next(), previous = info.previous();
    if (next != FrameInfo::kNoFrame) infos_[next].set_previous(previous);
    if (previous != FrameInfo::kNoFrame) {
        infos_[previous].set_next(next);
    } else {
        list.first = next;
    }
    info.clear();
    if (--list.count == 0) nonempty_ &= ~(1u << order);
}

u32 BuddyZone::pop_cold_locked(u32 order)
{
    u32 pfn = split_locked(order);
    if (pfn == FrameInfo::kNoFrame) {
        cool_down_locked();
        pfn = split_locked(order);
    }
    if (pfn != FrameInfo::kNoFrame) free_frames_ -= 1u << order;
    return pfn;
}

/// Takes the smallest block that is large enough and gives its upper halves back, until it has `order`.
u32 BuddyZone::split_locked(u32 order)
{
    u32 const candidates = nonempty_ >> order << order;
    if (candidates == 0) return FrameInfo::kNoFrame;
    auto have = static_cast<u32>(std::countr_zero(candidates));
    u32 const pfn = free_[have].first;
    unlink_locked(pfn, have);
    while (have > order) {
        --have;
        push_locked(pfn + (1u << have), have);
    }
    return pfn;
}

/// Puts a block on the free lists, merged with its buddy if that is free, and so on upwards.
void BuddyZone::melt_locked(u32 pfn, u32 order)
{
    infos_[pfn].clear();
    free_frames_ += 1u << order;
    while (order < kMaxOrder) {
        u32 const buddy = pfn ^ (1u << order);
        if (!is_free_block_locked(buddy, order)) break;
        unlink_locked(buddy, order);
        pfn &= ~(1u << order);
        ++order;
    }
    push_locked(pfn, order);
}

void BuddyZone::cool_down_locked()
{
    for (u32 order = 0; order < kHotOrders; ++order) {
        if (u32 const pfn = take_at_hand(order); pfn != FrameInfo::kNoFrame) melt_locked(pfn, order);
        while (hot_[order].count != 0) melt_locked(pop_hot_locked(hot_[order]), order);
    }
}

/// Blocks never reach out of the zone, so it is enough that the first frame lies in it.
bool BuddyZone::is_free_block_locked(u32 pfn, u32 order) const
{
    if (!frames_.contains(Pfn{pfn})) return false;
    FrameInfo const& info = infos_[pfn];
    return info.state() == FrameState::Free && info.order() == order;
}

} // namespace mm
