// SPDX-License-Identifier: MIT
// Taking objects from slabs, and slabs from the frame allocator. A mistake is found with the lock held and
// reported without it, when the cache is again as if it had not happened.
#include "mm/slab.hpp"

#include "lib/atomic.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/live_mappings.hpp"
#include "mm/machine.hpp"
#include "mm/slab_caches.hpp"

#include <algorithm>
#include <new>

namespace mm {

namespace {

/// The slab that an object of any cache is in.
Slab& slab_around(void* object)
{
    auto const address = reinterpret_cast<std::uintptr_t>(object);
    return *reinterpret_cast<Slab*>(address & ~std::uintptr_t{kPageSize - 1});
}

} // namespace

void* KmemCache::alloc()
{
    auto const object = take(virt_addr_of(__builtin_return_address(0)));
    if (!object) [[unlikely]]
        stop_damage(object.error());
    return *object;
}

void KmemCache::free(void* object)
{
    auto const freed = put(object, virt_addr_of(__builtin_return_address(0)));
    if (!freed) [[unlikely]]
        stop_bad_free(object, freed.error());
}

lib::Result<void*, KmemCache::Damage> KmemCache::take(VirtAddr caller)
{
    lib::IrqSpinGuard const guard{lock_};
    Slab* slab = with_room_.front();
    if (slab == nullptr) [[unlikely]] {
        slab = grow();
        if (slab == nullptr) return nullptr;
    }
    void* const object = object_at(*slab, slab->first_free);
    Slab::Note& note = slab->notes()[slab->first_free];
    auto const words = words_of(object);
    for (u32 const& word : words) {
        if (word == kPoison) [[likely]]
            continue;
        Damage const damage{object, static_cast<u32>(&word - words.data()) * u32{sizeof(u32)}, word,
                            note.caller};
        std::fill(words.begin(), words.end(), kPoison);
        return damage;
    }
    slab->first_free = note.next;
    note = {caller, Slab::kInUse};
    in_use_.store(objects_in_use() + 1, lib::MemoryOrder::Relaxed);
    if (slab->in_use == 0) --empty_;
    if (++slab->in_use == capacity_) [[unlikely]] {
        with_room_.remove(*slab);
        full_.push_back(*slab);
    }
    return object;
}

lib::Result<void, KmemCache::BadFree> KmemCache::put(void* object, VirtAddr caller)
{
    lib::IrqSpinGuard const guard{lock_};
    auto const index = index_of(object);
    if (!index) [[unlikely]]
        return index.error();
    auto const words = words_of(object);
    std::fill(words.begin(), words.end(), kPoison);
    Slab& slab = slab_around(object);
    slab.notes()[*index] = {caller, slab.first_free};
    slab.first_free = static_cast<u16>(*index);
    in_use_.store(objects_in_use() - 1, lib::MemoryOrder::Relaxed);
    if (slab.in_use-- == capacity_) [[unlikely]] {
        full_.remove(slab);
        with_room_.push_front(slab);
    }
    if (slab.in_use == 0) emptied(slab);
    return {};
}

// Nothing in the object is touched before all of this is known.
lib::Result<u32, KmemCache::BadFree> KmemCache::index_of(void* object) const
{
    if (object == nullptr) return BadFree{BadFree::Why::NoObject};
    Slab& slab = slab_around(object);
    if (slab.cache != this)
        return BadFree{is_cache(slab.cache) ? BadFree::Why::OtherCache : BadFree::Why::NoObject};
    auto const offset = static_cast<u32>(reinterpret_cast<std::uintptr_t>(object) % kPageSize);
    if (offset < first_) return BadFree{BadFree::Why::NoObject};
    u32 const index = (offset - first_) / stride_;
    if (object != object_at(slab, index)) return BadFree{BadFree::Why::Middle, index};
    Slab::Note const& note = slab.notes()[index];
    if (note.next != Slab::kInUse) return BadFree{BadFree::Why::Free, index, note.caller};
    return index;
}

Slab* KmemCache::grow()
{
    auto const frame = frames().alloc_frames(0, ZoneChoice::LowOnly);
    if (!frame) return nullptr;
    Slab* const slab = new (hw::lowmem(frame->pfn().base())) Slab{*this, *frame};
    for (u32 index = capacity_; index-- > 0;) {
        auto const words = words_of(object_at(*slab, index));
        std::fill(words.begin(), words.end(), kPoison);
        slab->notes()[index] = {VirtAddr{}, slab->first_free};
        slab->first_free = static_cast<u16>(index);
    }
    with_room_.push_back(*slab);
    ++empty_;
    if (slabs_++ == 0) add_cache(*this);
    return slab;
}

// An empty one comes after those that are not, which are filled first, so that it may be given back.
void KmemCache::emptied(Slab& slab)
{
    if (empty_++ != 0) return give_back(slab);
    if (with_room_.next(slab) == nullptr) return;
    with_room_.remove(slab);
    with_room_.push_back(slab);
}

void KmemCache::give_back(Slab& slab)
{
    with_room_.remove(slab);
    --empty_;
    slab.cache = nullptr; // otherwise a pointer that is used too late would still find it here
    frames().free_frames(slab.frame, 0);
    if (--slabs_ == 0) remove_cache(*this);
}

void KmemCache::shrink()
{
    lib::IrqSpinGuard const guard{lock_};
    if (empty_ != 0) give_back(*with_room_.back());
}

void KmemCache::destroy()
{
    shrink();
    if (objects_in_use() != 0) stop_leak();
}

u32 KmemCache::slabs()
{
    lib::IrqSpinGuard const guard{lock_};
    return slabs_;
}

} // namespace mm
