// SPDX-License-Identifier: MIT
#include "kernel/object/handle_table.hpp"

#include "mm/frame_allocator.hpp"
#include "mm/machine.hpp"

#include <new>

namespace kernel {

lib::Result<HandleTable::Entry*, uapi::Error> HandleTable::open_entry(Handle handle, u8 argument)
{
    u32 const place = handle % kMaxHandles, generation = handle / kMaxHandles;
    if (place >= page_count_ * kEntriesInPage) return uapi::Error{uapi::Reason::NoHandle, argument};
    Entry& found = entry(place);
    if (generation == 0 || generation > found.generation)
        return uapi::Error{uapi::Reason::NoHandle, argument};
    if (generation != found.generation) return uapi::Error{uapi::Reason::ClosedHandle, argument};
    if (found.object == nullptr) return uapi::Error{uapi::Reason::NoHandle, argument};
    return &found;
}

// The reference is taken before the lock is free, or the handle's own might go first.
lib::Result<Held<Object>, uapi::Error> HandleTable::find_kind(Handle handle, uapi::ObjectKind kind,
                                                              uapi::Rights needed, u8 argument)
{
    lib::SpinGuard const guard{lock_};
    auto const found = open_entry(handle, argument);
    if (!found) return found.error();
    Entry const& entry = **found;
    if (kind != uapi::ObjectKind::None && entry.object->kind() != kind)
        return uapi::Error{uapi::Reason::WrongKind, argument, kind};
    if (!entry.rights.include(needed))
        return uapi::Error{uapi::Reason::MissingRights, argument, kind, entry.rights.missing(needed)};
    return Held<Object>{Ref<Object>::share(*entry.object), entry.badge, entry.rights};
}

lib::Result<Handle, uapi::Error> HandleTable::add(Ref<Object> object, uapi::Rights rights, u32 badge)
{
    lib::SpinGuard const guard{lock_};
    auto const place = take_place();
    if (!place) return place.error();
    Entry& taken = entry(*place);
    taken.object = object.release();
    taken.badge = badge;
    taken.rights = rights;
    ++open_;
    return taken.generation * kMaxHandles + *place;
}

lib::Result<u32, uapi::Error> HandleTable::take_place()
{
    if (ended_) return uapi::Error{uapi::Reason::TaskEnded};
    if (first_free_ == kNone) {
        auto const grown = grow();
        if (!grown) return grown.error();
    }
    u32 const place = first_free_;
    first_free_ = entry(place).next_free;
    return place;
}

lib::Result<void, uapi::Error> HandleTable::grow()
{
    if (page_count_ == kMaxPages) return uapi::Error{uapi::Reason::TableFull};
    if (!budget_->charge(1)) return uapi::Error{uapi::Reason::OutOfBudget};
    auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly);
    if (!frame) {
        budget_->give_back(1);
        return uapi::Error{uapi::Reason::OutOfMemory};
    }
    auto* const entries = reinterpret_cast<Entry*>(hw::lowmem(frame->pfn().base()));
    u32 const first = page_count_ * kEntriesInPage;
    for (u32 index = kEntriesInPage; index-- != 0;) {
        (new (&entries[index]) Entry)->next_free = first_free_;
        first_free_ = first + index;
    }
    pages_[page_count_++] = {entries, frame->pfn()};
    return {};
}

lib::Result<Handle, uapi::Error> HandleTable::copy(Handle handle, uapi::Rights kept, u8 argument)
{
    auto found = find_kind(handle, uapi::ObjectKind::None, kept | uapi::kCopy, argument);
    if (!found) return found.error();
    return add(std::move(found->object), kept, found->badge);
}

lib::Result<void, uapi::Error> HandleTable::close(Handle handle, u8 argument)
{
    Ref<Object> dropped; // at the end, when the lock is free
    lib::SpinGuard const guard{lock_};
    auto const found = open_entry(handle, argument);
    if (!found) return found.error();
    dropped = vacate(handle % kMaxHandles);
    return {};
}

// A place whose generations are used up is not handed out again: its first handles would be valid once more.
Ref<Object> HandleTable::vacate(u32 place)
{
    Entry& closed = entry(place);
    auto object = Ref<Object>::adopt(*std::exchange(closed.object, nullptr));
    --open_;
    if (closed.generation++ == kLastGeneration) return object;
    closed.next_free = first_free_;
    first_free_ = place;
    return object;
}

// From `place` on, which only rises: once the table has ended, no place is taken again.
Ref<Object> HandleTable::close_next(u32& place)
{
    lib::SpinGuard const guard{lock_};
    ended_ = true;
    if (open_ == 0) return {};
    while (entry(place).object == nullptr) ++place;
    return vacate(place);
}

void HandleTable::give_pages_back()
{
    lib::SpinGuard const guard{lock_};
    for (u32 page = 0; page < page_count_; ++page) mm::frames().free_frames(mm::Frame{pages_[page].pfn}, 0);
    budget_->give_back(page_count_);
    page_count_ = 0;
    first_free_ = kNone;
}

void HandleTable::end()
{
    u32 place = 0;
    while (close_next(place)) {
    } // each is dropped here, with the lock free
    give_pages_back();
}

u32 HandleTable::handles()
{
    lib::SpinGuard const guard{lock_};
    return open_;
}

} // namespace kernel
