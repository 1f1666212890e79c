// SPDX-License-Identifier: MIT
// The mappings that one thread or interrupt holds, and checked accesses through them.
#pragma once

#include "kernel/guest_tests/marked_frame.hpp"
#include "kernel/guest_tests/random.hpp"
#include "mm/layout.hpp"

#include <array>

namespace kernel {

/// Frames that carry their numbers, for everybody to map.
class MarkedBlock {
public:
    static constexpr u32 kOrder = 6, kFrames = 1u << kOrder;

    MarkedBlock()
    {
        for (u32 index = 0; index < kFrames; ++index) mark(at(index));
    }
    [[nodiscard]] Pfn at(u32 index) const { return block_.pfn() + index; }

private:
    OwnedFrame block_{mm::ZoneChoice::HighFirst, kOrder};
};

class HeldPages {
public:
    static constexpr u32 kMax = mm::layout::kLocalThreadDepth;
    static_assert(mm::layout::kLocalIrqDepth <= kMax);

    explicit HeldPages(MarkedBlock const& block) : block_{block} {}

    [[nodiscard]] u32 depth() const { return depth_; }
    [[nodiscard]] u32 accesses() const { return accesses_; }
    [[nodiscard]] u32 calls() const { return calls_; } ///< that map or unmap
    [[nodiscard]] u32 wrong() const { return wrong_; }
    /// The first access that went wrong: which address, which frame it should have shown, and what it read.
    struct Wrong {
        VirtAddr address;
        Pfn expected;
        u32 found = 0;
    };
    [[nodiscard]] Wrong const& first_wrong() const { return first_wrong_; }

    /// Precondition: depth() < kMax.
    void map_one(Random& random)
    {
        Pfn const pfn = block_.at(random.below(MarkedBlock::kFrames));
        held_[depth_] = {mm::kmap_local_pfn(pfn), pfn};
        ++depth_;
        ++calls_;
    }
    /// The innermost.
    void unmap_one()
    {
        mm::kunmap_local(held_[--depth_].address);
        ++calls_;
    }

    /// Accesses through each mapping: loads, and stores of what is there already, which damage
    /// whatever other frame they reach.
    void check_all(Random& random)
    {
        for (u32 index = 0; index < depth_; ++index) {
            Page const& page = held_[index];
            for (u32 load = 0; load < kLoads; ++load) check(page, random.below(kWordsPerPage));
            write_word(page.address + random.below(kWordsPerPage) * sizeof(u32), page.pfn.raw());
        }
    }

private:
    static constexpr u32 kLoads = 32;
    struct Page {
        VirtAddr address;
        Pfn pfn;
    };

    void check(Page const& page, u32 word)
    {
        VirtAddr const address = page.address + word * sizeof(u32);
        u32 const found = read_word(address);
        ++accesses_;
        if (found == page.pfn.raw()) return;
        if (wrong_++ == 0) first_wrong_ = {address, page.pfn, found};
    }

    MarkedBlock const& block_;
    std::array<Page, kMax> held_{};
    u32 depth_ = 0;
    u32 accesses_ = 0;
    u32 calls_ = 0;
    u32 wrong_ = 0;
    Wrong first_wrong_;
};

} // namespace kernel
