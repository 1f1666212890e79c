// SPDX-License-Identifier: MIT
// A block of frames that is given back at the end of its scope, for tests and lessons.
#pragma once

#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"

namespace kernel {

class OwnedFrame {
public:
    explicit OwnedFrame(mm::ZoneChoice choice = mm::ZoneChoice::HighFirst, u32 order = 0)
        : block_{mm::frames().alloc_frames(order, choice)}, order_{order}
    {
        CHECK(block_.has_value()); // a test that runs out of frames proves nothing
    }
    ~OwnedFrame() { mm::frames().free_frames(*block_, order_); }
    OwnedFrame(OwnedFrame const&) = delete;
    OwnedFrame& operator=(OwnedFrame const&) = delete;

    [[nodiscard]] mm::Frame frame() const { return *block_; }
    [[nodiscard]] Pfn pfn() const { return block_->pfn(); }

private:
    std::optional<mm::Frame> block_;
    u32 order_;
};

} // namespace kernel
