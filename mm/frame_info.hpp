// SPDX-License-Identifier: MIT
// Everything that is known about one frame, in 8 bytes (Linux's struct page takes 40 here): state, order,
// links of the free lists, reference count, kmap slot. Read next: mm/buddy_zone.hpp.
//
//                  31    28 27                                     0
//          word 0  [ state ][ Free, Hot: next   Allocated: references ]
//          word 1  [ order ][ Free: previous                          ]
//                           [ Allocated, Inside: kmap slot (8 to 0)   ]
#pragma once

#include "lib/address.hpp"
#include "lib/atomic.hpp"

namespace mm {

enum class FrameState : u8 {
    Inside = 0, ///< not the first frame of a block, or not RAM, or never the allocator's; what memset leaves
    Free = 1,   ///< first frame of a free block, on the list of its order
    Hot = 2,    ///< first frame of a block that was freed a moment ago
    Allocated = 3, ///< first frame of a block that somebody has
};

class FrameInfo {
public:
    static constexpr u32 kPayloadBits = 28; ///< frame numbers in links: 1 TiB of physical memory
    static constexpr u32 kPayloadMask = (1u << kPayloadBits) - 1;
    static constexpr u32 kNoFrame = kPayloadMask; ///< the end of a list; no RAM has this number
    static constexpr u32 kMaxReferences = kPayloadMask;
    static constexpr u32 kKmapSlotMask = (1u << 9) - 1; ///< every value is a slot's number

    [[nodiscard]] FrameState state() const { return static_cast<FrameState>(load(first_) >> kPayloadBits); }
    [[nodiscard]] u32 order() const { return load(second_) >> kPayloadBits; } ///< not for Inside
    [[nodiscard]] u32 next() const { return first_ & kPayloadMask; }
    [[nodiscard]] u32 previous() const { return second_ & kPayloadMask; }
    [[nodiscard]] u32 references() const { return load(first_) & kPayloadMask; }

    void set_free(u32 order, u32 next) { set(FrameState::Free, next, order, kNoFrame); }
    void set_hot(u32 order, u32 next) { set(FrameState::Hot, next, order, 0); }
    void set_allocated(u32 order) { set(FrameState::Allocated, 1, order, 0); }
    void set_next(u32 pfn) { first_ = (first_ & ~kPayloadMask) | pfn; }
    void set_previous(u32 pfn) { second_ = (second_ & ~kPayloadMask) | pfn; }
    void clear() { set(FrameState::Inside, 0, 0, 0); }

    /// Allocated only. The holder of one reference may add and drop others without a lock, on any CPU. Each
    /// returns the count as it was before.
    u32 add_reference()
    {
        return lib::AtomicRef<u32>{first_}.fetch_add(1, lib::MemoryOrder::SeqCst) & kPayloadMask;
    }
    u32 drop_reference()
    {
        return lib::AtomicRef<u32>{first_}.fetch_sub(1, lib::MemoryOrder::SeqCst) & kPayloadMask;
    }

    /// Allocated becomes Hot, on no list yet, if it has this order and that many references; otherwise
    /// returns false, and nothing has changed. Of several that try at once, one succeeds.
    [[nodiscard]] bool give_up(u32 order, u32 references)
    {
        u32 allocated = first_word(FrameState::Allocated, references);
        return this->order() == order &&
               lib::AtomicRef<u32>{first_}.compare_exchange_strong(
                   allocated, first_word(FrameState::Hot, kNoFrame), lib::MemoryOrder::SeqCst);
    }

    /// Which slot of the kmap window may map this frame: a hint, and slot 0 for a frame that never had one.
    /// Of a free frame it says nothing. Any frame of an allocated block; only mm/shared_slots.hpp.
    [[nodiscard]] u32 kmap_slot() const { return load(second_) & kKmapSlotMask; }
    void set_kmap_slot(u32 slot) { store(second_, (load(second_) & ~kKmapSlotMask) | slot); }

private:
    static u32 load(u32 const& word)
    {
        // An AtomicRef takes no const object, even to read it.
        return lib::AtomicRef<u32>{const_cast<u32&>(word)}.load(lib::MemoryOrder::Relaxed);
    }
    static void store(u32& word, u32 value)
    {
        lib::AtomicRef<u32>{word}.store(value, lib::MemoryOrder::Relaxed);
    }
    static constexpr u32 first_word(FrameState state, u32 payload)
    {
        return (u32{static_cast<u8>(state)} << kPayloadBits) | payload;
    }
    void set(FrameState state, u32 first_payload, u32 order, u32 second_payload)
    {
        store(first_, first_word(state, first_payload));
        store(second_, (order << kPayloadBits) | second_payload);
    }

    u32 first_ = 0;
    u32 second_ = 0;
};
static_assert(sizeof(FrameInfo) == 8, "8 bytes a frame: the design's budget");

} // namespace mm
