// SPDX-License-Identifier: MIT
// Frames of high memory for tests that map many, each holding its own number.
#pragma once

#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/touch.hpp"
#include "runs/test/test_table.hpp"

#include <array>

namespace kernel {

/// `Count` frames of high memory, scattered as the allocator likes; the first word of frame n is n.
template <u32 Count> class HighFrames {
public:
    HighFrames()
    {
        for (u32 index = 0; index < Count; ++index) {
            frames_[index] = mm::frames().alloc_frames(0, mm::ZoneChoice::HighFirst);
            CHECK(frames_[index].has_value()); // a test that runs out of frames proves nothing
            mm::LocalMap const map{frames_[index]->pfn()};
            write_word(map.address(), index);
        }
    }
    ~HighFrames()
    {
        for (auto const& frame : frames_) mm::frames().free_frames(*frame, 0);
    }
    HighFrames(HighFrames const&) = delete;
    HighFrames& operator=(HighFrames const&) = delete;

    [[nodiscard]] mm::Frame operator[](u32 index) const { return *frames_[index]; }

private:
    std::array<std::optional<mm::Frame>, Count> frames_;
};

/// Is there that much high memory? Otherwise the test is skipped.
inline bool has_high_frames(TestRun& test, u32 count)
{
    if (mm::frames().high().free_frames() >= count) return true;
    test.skip("too little high memory is free");
    return false;
}

} // namespace kernel
