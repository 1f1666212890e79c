// SPDX-License-Identifier: MIT
// The mappings that one thread or interrupt holds, and checked accesses through them.
#pragma once

#include "mm/layout.hpp"
#include "mm/local_compound.hpp"
#include "runs/test/marked_frame.hpp"
#include "runs/test/random.hpp"

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

    /// Slots that are taken.
    [[nodiscard]] u32 depth() const { return depth_; }
    [[nodiscard]] u32 compounds() const { return compounds_; } ///< so far
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

    /// A page, or now and then a compound if there is room for it. Precondition: depth() < kMax.
    void map_one(Random& random)
    {
        if (random.one_in(4) && map_compound(random)) return;
        Pfn const pfn = block_.at(random.below(MarkedBlock::kFrames));
        hold({mm::kmap_local_pfn(pfn), pfn});
    }
    /// The innermost.
    void unmap_one()
    {
        Mapping const& innermost = held_[--count_];
        depth_ -= innermost.slots();
        ++calls_;
        if (innermost.order == 0) {
            mm::kunmap_local(innermost.address);
        } else {
            mm::kunmap_local_compound(innermost.address);
        }
    }

    /// Accesses through each mapping: loads, and stores of what is already there, which damage any other
    /// frame that they reach by mistake.
    void check_all(Random& random)
    {
        for (u32 index = 0; index < count_; ++index) {
            Mapping const& mapping = held_[index];
            u32 const words = kWordsPerPage << mapping.order;
            for (u32 load = 0; load < kLoads; ++load) check(mapping, random.below(words));
            u32 const word = random.below(words);
            write_word(mapping.address_of(word), mapping.frame_of(word).raw());
        }
    }

private:
    static constexpr u32 kLoads = 32;
    struct Mapping {
        VirtAddr address;
        Pfn first;
        u32 order = 0;

        [[nodiscard]] VirtAddr address_of(u32 word) const { return address + word * sizeof(u32); }
        [[nodiscard]] Pfn frame_of(u32 word) const { return first + word / kWordsPerPage; }
        [[nodiscard]] u32 slots() const { return mm::local_pages_taken(order) / 2; }
    };

    void hold(Mapping const& mapping)
    {
        held_[count_++] = mapping;
        ++calls_;
        depth_ += mapping.slots();
    }

    /// Not of frames that the direct map shows: that takes no slots.
    bool map_compound(Random& random)
    {
        u32 const order = 1 + random.below(mm::kMaxLocalOrder);
        Pfn const first = block_.at(random.below(MarkedBlock::kFrames >> order) << order);
        if (mm::needs_no_slot(first)) return false;
        auto const mapping = mm::kmap_local_compound(mm::Frame{first}, order);
        if (mapping.error != mm::CompoundError::None) return false;
        hold({mapping.address, first, order});
        ++compounds_;
        return true;
    }

    void check(Mapping const& mapping, u32 word)
    {
        u32 const found = read_word(mapping.address_of(word));
        ++accesses_;
        if (found == mapping.frame_of(word).raw()) return;
        if (wrong_++ == 0) first_wrong_ = {mapping.address_of(word), mapping.frame_of(word), found};
    }

    MarkedBlock const& block_;
    std::array<Mapping, kMax> held_{};
    u32 count_ = 0;
    u32 depth_ = 0;
    u32 compounds_ = 0;
    u32 accesses_ = 0;
    u32 calls_ = 0;
    u32 wrong_ = 0;
    Wrong first_wrong_;
};

} // namespace kernel
