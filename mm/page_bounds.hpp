// SPDX-License-Identifier: MIT
// Where a copy may reach: the page, or the block of frames that it is part of. A bound of the memory, not of
// a mapping: a block may be sound to copy from end to end while a window shows one page of it. Forgetting the
// second half of that sentence is the mistake that runs/tour/first_mistake_lesson.cpp shows.
#pragma once

#include "mm/frame.hpp"

namespace mm {

/// Bytes from the start of `frame` to the end of the allocated block that it is part of; one page if it is in
/// none.
[[nodiscard]] u32 bytes_to_end_of_block(Frame frame);

/// Do `bytes` bytes at `offset` from the start of `frame` lie in its page or, if not, in its block? Right
/// for any values: there is no sum here that could wrap. Linux: page_copy_sane() of iov_iter.c.
[[nodiscard]] inline bool page_copy_sane(Frame frame, u32 offset, u32 bytes)
{
    if (offset <= kPageSize && bytes <= kPageSize - offset) [[likely]]
        return true; // and no look at the frame's metadata
    u32 const available = bytes_to_end_of_block(frame);
    return offset <= available && bytes <= available - offset;
}

/// Stops with OutOfBounds: `call` (a literal) was asked for bytes that are not there.
[[noreturn, gnu::cold]] void stop_out_of_bounds(char const* call, Frame frame, u64 offset, u64 bytes,
                                                u64 available);

/// Stops with OutOfBounds unless page_copy_sane().
inline void check_page_copy(char const* call, Frame frame, u32 offset, u32 bytes)
{
    if (!page_copy_sane(frame, offset, bytes)) [[unlikely]]
        stop_out_of_bounds(call, frame, offset, bytes, bytes_to_end_of_block(frame));
}

} // namespace mm
