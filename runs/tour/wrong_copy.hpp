// SPDX-License-Identifier: MIT
//
//    WRONG, and kept on purpose. Only runs/tour/first_mistake_lesson.cpp may call what is in here. The
//    right one is copy_page_to_iter() in mm/iov_copy.hpp.
//
// The mistake that began the discussion of October 2020 (<20201030130627.GI27442@casper.infradead.org>).
#pragma once

#include "mm/frame.hpp"

#include <cstddef>

namespace kernel::wrong {

/// Copies from a block of frames to kernel memory. Checks that the bytes lie in the block, and believes that
/// they lie in what it has mapped.
void copy_trusting_the_compound(std::byte* to, mm::Frame from, u32 offset, u32 bytes);

} // namespace kernel::wrong
