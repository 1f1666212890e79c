// SPDX-License-Identifier: MIT
// kmap_local_compound: up to 16 adjacent frames of high memory at adjacent addresses, as one mapping of the
// running thread. Elsewhere a compound (2^order adjacent frames, allocated as one) is copied page by page, or
// mapped by vmap(), which may sleep and has to tell every CPU. We know of no other kernel that has this. What
// it costs: runs/bench/compound_bench.cpp.
// Proved by: planted/compound_reserved_too_late, planted/compound_unmapped_lowest_first,
// planted/compound_flushed_one_page_only, planted/compound_half_switched.
#pragma once

#include "mm/frame.hpp"
#include "mm/local_pages.hpp"
#include "mm/machine.hpp"
#include "mm/protection.hpp"

#include <span>

namespace mm {

enum class CompoundError : u8 {
    None,
    TooLarge, ///< an order above kMaxLocalOrder never fits
    TooDeep,  ///< does not fit now: too much is mapped already
};

/// An address, or why there is none.
struct CompoundMapping {
    VirtAddr address;
    CompoundError error = CompoundError::None;
};

/// Maps 2^order frames, of which `first` is the lowest; its number is a multiple of 2^order, as that of a
/// block's first frame is. Stops with OutOfBounds if they do not all belong to one block. An error is a
/// value, and then nothing is mapped: the caller goes page by page instead. With order 0 this is a
/// kmap_local_page() that may fail. Lowmem takes no slots unless `protection` differs from the direct map's,
/// or kmap.debug=force is on. Context, nesting and lifetime as for kmap_local_pfn().
[[nodiscard, gnu::noinline]] CompoundMapping kmap_local_compound(Frame first, u32 order,
                                                                 Protection protection = kReadWrite);

/// Unmaps it all; `address` is any address in it. It must be the innermost mapping, as for kunmap_local().
[[gnu::noinline]] void kunmap_local_compound(VirtAddr address);

/// Maps a compound for a scope, if there is room for it.
class [[nodiscard]] LocalCompoundMap {
public:
    LocalCompoundMap(Frame first, u32 order, Protection protection = kReadWrite)
        : mapping_{kmap_local_compound(first, order, protection)}, order_{order}
    {
    }
    ~LocalCompoundMap() noexcept(false)
    {
        if (*this) kunmap_local_compound(mapping_.address);
    }
    LocalCompoundMap(LocalCompoundMap const&) = delete;
    LocalCompoundMap& operator=(LocalCompoundMap const&) = delete;
    static void* operator new(std::size_t) = delete;

    [[nodiscard]] explicit operator bool() const { return error() == CompoundError::None; }
    [[nodiscard]] CompoundError error() const { return mapping_.error; }

    // Only if it was mapped.
    [[nodiscard]] VirtAddr address() const { return mapping_.address; }
    [[nodiscard]] std::span<std::byte> bytes() & { return {hw::at(address()), kPageSize << order_}; }
    std::span<std::byte> bytes() && = delete; // a span must not outlive its map

private:
    CompoundMapping mapping_;
    u32 order_;
};

/// Unmaps the innermost mapping of the running thread, which has `stack`, whichever kind it is, or what is
/// left of one that was abandoned halfway. Precondition: there is one.
void unmap_innermost(LocalStack& stack, VirtAddr caller);

} // namespace mm
