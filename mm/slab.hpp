// SPDX-License-Identifier: MIT
// An allocator of small objects. A cache (Linux's kmem_cache) has objects of one size; it takes whole frames
// of lowmem and cuts each into a slab of them. Typed, and with owners: mm/slab_object.hpp.
//
//      +------+------+------+-----+----------+----------+-----+----------+
//      | Slab | note | note | ... | object 0 | object 1 | ... |          |     one frame
//      +------+------+------+-----+----------+----------+-----+----------+
//
// What is known about an object is in its note and not in the object, so that a free one is nothing but
// poison: a pointer that is used too late reads an address that is mapped nowhere, and a write through it
// is found when the object is handed out again. Freeing what is free, another cache's object, or what is
// not an object is found at once. A cache may be used in any context but NMI; each has a lock of its own;
// running out of memory is a value.
#pragma once

#include "lib/atomic.hpp"
#include "lib/intrusive_list.hpp"
#include "lib/result.hpp"
#include "lib/spin_lock.hpp"
#include "lib/text.hpp"
#include "mm/frame.hpp"

#include <span>

namespace mm {

/// What a free object is full of. Nothing is ever mapped there, should it be taken for an address.
inline constexpr u32 kPoison = 0x0BAD'F4EE;

struct Caches;       ///< the list of all caches that have frames
struct SlabsOfCache; ///< the lists of slabs that a cache has
struct Slab;

class KmemCache : public lib::ListHook<Caches> {
public:
    /// Objects of `size` bytes, at multiples of `alignment`, a power of two and at least 4. `name` is a
    /// literal: one object, as reports say it.
    constexpr KmemCache(char const* name, u32 size, u32 alignment);

    /// An object, full of poison; nullptr if lowmem has no frame. Stops with UseAfterFree if it has been
    /// written since it was freed.
    [[nodiscard, gnu::noinline]] void* alloc() EXCLUDES(lock_);
    /// Gives an object back. Stops with BadFree if it is not one of this cache, or already free.
    [[gnu::noinline]] void free(void* object) EXCLUDES(lock_);

    /// A cache keeps one slab without objects for the next that is wanted. This gives its frame back.
    void shrink() EXCLUDES(lock_);
    /// The cache's end, or a rest until it is used again: all frames go back. Stops with Leak, and a list, if
    /// anybody still has an object.
    void destroy() EXCLUDES(lock_);

    [[nodiscard]] char const* name() const { return name_; }
    [[nodiscard]] u32 objects_in_use() const { return in_use_.load(lib::MemoryOrder::Relaxed); }
    [[nodiscard]] u32 objects_per_slab() const { return capacity_; }
    [[nodiscard]] u32 slabs() EXCLUDES(lock_);
    /// One line for each object in use: where it is, and who took it.
    void print_objects(lib::Sink& sink) EXCLUDES(lock_);

private:
    /// Why an object cannot be freed.
    struct BadFree {
        enum class Why : u8 { NoObject, OtherCache, Middle, Free } why;
        u32 index = 0;       ///< of the object that the pointer leads into
        VirtAddr freed_by{}; ///< Why::Free
    };
    /// A free object that is not all poison.
    struct Damage {
        void* object;
        u32 offset; ///< of the first wrong word
        u32 word;
        VirtAddr freed_by;
    };

    [[nodiscard]] lib::Result<void*, Damage> take(VirtAddr caller) EXCLUDES(lock_);
    [[nodiscard]] lib::Result<void, BadFree> put(void* object, VirtAddr caller) EXCLUDES(lock_);
    [[nodiscard]] lib::Result<u32, BadFree> index_of(void* object) const REQUIRES(lock_);
    [[nodiscard]] Slab* grow() REQUIRES(lock_);
    void emptied(Slab& slab) REQUIRES(lock_);
    void give_back(Slab& slab) REQUIRES(lock_);
    [[noreturn, gnu::cold, gnu::noinline]] void stop_damage(Damage const& damage) const;
    [[noreturn, gnu::cold, gnu::noinline]] void stop_bad_free(void* object, BadFree const& bad) const;
    [[noreturn, gnu::cold, gnu::noinline]] void stop_leak();

    [[nodiscard]] void* object_at(Slab& slab, u32 index) const
    {
        return reinterpret_cast<std::byte*>(&slab) + first_ + index * stride_;
    }
    [[nodiscard]] std::span<u32> words_of(void* object) const
    {
        return {static_cast<u32*>(object), stride_ / sizeof(u32)};
    }

    char const* name_;
    u32 stride_;                  ///< from one object to the next
    u32 capacity_;                ///< objects in a slab
    u32 first_;                   ///< offset of object 0
    lib::Atomic<u32> in_use_ = 0; ///< changed under lock_

    lib::SpinLock lock_{lib::LockRank::Slab};
    lib::List<Slab, SlabsOfCache> with_room_ GUARDED_BY(lock_); ///< those without objects last
    lib::List<Slab, SlabsOfCache> full_ GUARDED_BY(lock_);
    u32 empty_ GUARDED_BY(lock_) = 0; ///< slabs without objects: at most one between two calls
    u32 slabs_ GUARDED_BY(lock_) = 0;
};

/// The head of a frame that is a slab.
struct Slab : lib::ListHook<SlabsOfCache> {
    static constexpr u16 kNone = 0xFFFF;  ///< the end of the list of free objects
    static constexpr u16 kInUse = 0xFFFE; ///< in the note of an object that is on no list

    struct Note {
        VirtAddr caller; ///< the code that took it or, if it is free, gave it back; 0 before anybody did
        u16 next;        ///< the free object after this one, kNone or kInUse
    };
    [[nodiscard]] Note* notes() { return reinterpret_cast<Note*>(this + 1); }

    explicit Slab(KmemCache& its_cache, Frame its_frame) : cache{&its_cache}, frame{its_frame} {}

    KmemCache* cache; ///< nullptr once the frame is no longer a slab
    Frame frame;
    u16 first_free = kNone;
    u16 in_use = 0;
};
static_assert(sizeof(Slab) % alignof(Slab::Note) == 0);

constexpr KmemCache::KmemCache(char const* name, u32 size, u32 alignment)
    : name_{name},
      stride_{(size + alignment - 1) & ~(alignment - 1)},
      capacity_{(kPageSize - u32{sizeof(Slab)}) / (stride_ + u32{sizeof(Slab::Note)})},
      first_{kPageSize - capacity_ * stride_}
{
    CHECK(alignment % sizeof(u32) == 0 && capacity_ >= 2);
}

} // namespace mm
