// SPDX-License-Identifier: MIT
// A block of high memory that lies as high as this machine allows, for tests and lessons that want to show
// addresses of more than 32 bits.
#pragma once

#include "mm/frame_allocator.hpp"

namespace kernel {

inline constexpr Pfn kFourGiB{0x10'0000}; ///< the first frame whose address does not fit in 32 bits

/// Owns 2^order() adjacent frames, at least two: above 4 GiB if any are free there, otherwise anywhere,
/// with lowmem as the last resort. Stops the machine if there are none at all. Threads only.
class HighBlock {
public:
    HighBlock();
    ~HighBlock() { mm::frames().free_frames(*block_, order_); }
    HighBlock(HighBlock const&) = delete;
    HighBlock& operator=(HighBlock const&) = delete;

    [[nodiscard]] Pfn pfn() const { return block_->pfn(); }
    [[nodiscard]] u32 order() const { return order_; }
    [[nodiscard]] bool above_four_gib() const { return pfn() >= kFourGiB; }

private:
    void look_above_four_gib();

    std::optional<mm::Frame> block_;
    u32 order_ = mm::BuddyZone::kMaxOrder;
};

} // namespace kernel
