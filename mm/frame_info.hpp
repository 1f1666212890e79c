// SPDX-License-Identifier: MIT
// Everything that is known about one frame, in 8 bytes (Linux's struct page takes 40 here): state, order,
// links of the free lists, reference count, kmap slot. Read next: mm/frame_allocator.hpp.
//
//                  31    28 27                                     0
//          word 0  [ state ][ Free: next   Allocated: references   ]
//                           [ Tail: frames back to the head        ]
//          word 1  [ order ][ Free: previous                       ]
//                           [ Allocated, Tail: kmap slot + 1 (11)  ]
#pragma once

#include "lib/address.hpp"

namespace mm {

enum class FrameState : u8 {
    Inside = 0, ///< no RAM, never ours, or inside a free block: its head tells. All zeros, so memset sets it
    Free = 1,   ///< head of a free block, on the list of its order
    Hot = 2,    ///< head of a block freed a moment ago, not yet merged with its buddy
    Allocated = 3, ///< head of a block that somebody has
    Tail = 4,      ///< inside an allocated block
};

class FrameInfo {
public:
    static constexpr u32 kPayloadBits = 28; ///< frame numbers in links: 1 TiB of physical memory
    static constexpr u32 kPayloadMask = (1u << kPayloadBits) - 1;
    static constexpr u32 kNoFrame = kPayloadMask; ///< the end of a list
    static constexpr u32 kMaxReferences = kPayloadMask;
    static constexpr u32 kKmapSlotMask = (1u << 11) - 1;

    [[nodiscard]] FrameState state() const { return static_cast<FrameState>(first_ >> kPayloadBits); }
    [[nodiscard]] u32 order() const { return second_ >> kPayloadBits; }
    [[nodiscard]] u32 next() const { return first_ & kPayloadMask; }
    [[nodiscard]] u32 previous() const { return second_ & kPayloadMask; }
    [[nodiscard]] u32 references() const { return first_ & kPayloadMask; }
    [[nodiscard]] u32 back_to_head() const { return first_ & kPayloadMask; }

    void set(FrameState state, u32 order, u32 first_payload, u32 second_payload)
    {
        first_ = (u32{static_cast<u8>(state)} << kPayloadBits) | first_payload;
        second_ = (order << kPayloadBits) | second_payload;
    }
    void set_next(u32 pfn) { first_ = (first_ & ~kPayloadMask) | pfn; }
    void set_previous(u32 pfn) { second_ = (second_ & ~kPayloadMask) | pfn; }
    void clear() { first_ = 0; }

private:
    u32 first_ = 0;
    u32 second_ = 0;
};
static_assert(sizeof(FrameInfo) == 8);

} // namespace mm
