// SPDX-License-Identifier: MIT
// Copies between a block of frames and an iterator (mm/iov_iter.hpp). The bytes of the block are checked
// before anything is mapped, and stop the machine with OutOfBounds if they leave it; then they are mapped,
// and copied, one page at a time. In Linux: iov_iter.c.
//
// Each moves the iterator by what it copied, and returns that: as much as was asked for, or as the iterator
// has, or less if an address of an iovec is not there. The two sides must not overlap. Threads only if the
// iterator has iovecs and faults are enabled, since a fault may sleep; otherwise any context but NMI. At
// most two mappings deep.
#pragma once

#include "mm/iov_iter.hpp"

namespace mm {

/// `offset` and `bytes` as in IterSegment::bvec().
u32 copy_page_to_iter(Frame from, u32 offset, u32 bytes, IterDest& to);
u32 copy_page_from_iter(Frame to, u32 offset, u32 bytes, IterSource& from);

/// Without preemption, and without resolving faults: an iovec's page that is missing makes the copy short,
/// and a caller that wants it must touch it and come back. Any context but NMI.
u32 copy_page_from_iter_atomic(Frame to, u32 offset, u32 bytes, IterSource& from);

/// Writes zeros.
u32 iov_iter_zero(u32 bytes, IterDest& to);

} // namespace mm
