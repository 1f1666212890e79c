// SPDX-License-Identifier: MIT
// The allocator cannot be asked for an address, so blocks are taken until one lies high enough. Those that
// do not are kept in a chain, each holding the frame number of the previous one, and all are given back at
// the end.
#include "kernel/check/high_block.hpp"

#include "lib/check.hpp"
#include "mm/kmap_local.hpp"

#include <cstring>

namespace kernel {

namespace {

class Chain {
public:
    explicit Chain(u32 order) : order_{order} {}
    ~Chain()
    {
        while (newest_ != kEnd) {
            u32 const block = newest_;
            newest_ = next_of(block);
            mm::frames().free_frames(mm::Frame{Pfn{block}}, order_);
        }
    }
    Chain(Chain const&) = delete;
    Chain& operator=(Chain const&) = delete;

    void add(mm::Frame block)
    {
        mm::LocalMap map{block.pfn()};
        std::memcpy(map.bytes().data(), &newest_, sizeof(newest_));
        newest_ = block.pfn().raw();
    }

private:
    static u32 next_of(u32 block)
    {
        mm::LocalMap map{Pfn{block}};
        u32 next = kEnd;
        std::memcpy(&next, map.bytes().data(), sizeof(next));
        return next;
    }

    static constexpr u32 kEnd = ~0u;
    u32 newest_ = kEnd;
    u32 order_;
};

} // namespace

HighBlock::HighBlock()
{
    block_ = mm::frames().alloc_frames(order_, mm::ZoneChoice::HighFirst);
    while (!block_ && order_ > 1) block_ = mm::frames().alloc_frames(--order_, mm::ZoneChoice::HighFirst);
    CHECK(block_.has_value());
    if (mm::frames().high().frames().end > kFourGiB) look_above_four_gib();
}

void HighBlock::look_above_four_gib()
{
    Chain too_low{order_};
    while (block_->pfn() < kFourGiB) {
        auto const next = mm::frames().alloc_frames(order_, mm::ZoneChoice::HighFirst);
        if (!next) return; // none above: the last one has to do
        too_low.add(*block_);
        block_ = next;
    }
}

} // namespace kernel
