// SPDX-License-Identifier: MIT
#include "runs/memtest/pool.hpp"

namespace kernel::memtest {

namespace {

/// The allocator's block that `pfn` is part of, or as much of it as is taken at a time.
Block block_with(Pfn pfn)
{
    u32 const order = std::min(mm::frames().compound_order(mm::Frame{pfn}), kMaxTakenOrder);
    return {Pfn{pfn.raw() >> order << order}, order};
}

} // namespace

u32 free_frames() { return mm::frames().low().free_frames() + mm::frames().high().free_frames(); }

// The largest blocks first, so that windows are as large as can be.
void Pool::take_all()
{
    mm::frames().cool_down();
    for (u32 order = mm::BuddyZone::kMaxOrder + 1; order-- > 0;) {
        while (auto const block = mm::frames().alloc_frames(order, mm::ZoneChoice::HighFirst)) {
            if (take(*block, order)) continue;
            mm::frames().free_frames(*block, order); // what comes after is as small and as scattered
            left_out_ = free_frames();
            return;
        }
    }
}

bool Pool::take(mm::Frame block, u32 order)
{
    u32 const count = 1u << order;
    if (!ranges_.add({block.pfn(), block.pfn() + count})) return false;
    frames_ += count;
    return true;
}

void Pool::give_back()
{
    for (FrameRange const range : ranges()) {
        for (Pfn pfn = range.begin; pfn < range.end;) {
            u32 const order = mm::frames().compound_order(mm::Frame{pfn});
            mm::frames().free_frames(mm::Frame{pfn}, order);
            pfn = pfn + (1u << order);
        }
    }
    ranges_ = {};
    frames_ = left_out_ = 0;
}

std::optional<Block> Cursor::next()
{
    if (ranges_.empty()) return {};
    FrameRange const range = downwards_ ? ranges_.back() : ranges_.front();
    Block const block = block_with(downwards_ ? range.end - 1 - done_ : range.begin + done_);
    done_ += block.frames();
    if (done_ == range.count()) {
        ranges_ = downwards_ ? ranges_.first(ranges_.size() - 1) : ranges_.last(ranges_.size() - 1);
        done_ = 0;
    }
    return block;
}

} // namespace kernel::memtest
