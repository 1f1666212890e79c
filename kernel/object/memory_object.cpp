// SPDX-License-Identifier: MIT
#include "kernel/object/memory_object.hpp"

#include "mm/frame_allocator.hpp"
#include "mm/machine.hpp"
#include "mm/page_copy.hpp"
#include "mm/slab_object.hpp"

namespace kernel {

namespace {

constinit mm::ObjectCache<MemoryObject> g_memories{"memory object"};

} // namespace

MemoryObject::MemoryObject(Ref<Budget> budget) : Object{kKind, &MemoryObject::end}, budget_{std::move(budget)}
{
}

lib::Result<Ref<MemoryObject>, uapi::Error> MemoryObject::make(Budget& budget, u32 frames, u8 argument)
{
    if (frames == 0 || frames > kMaxFrames) return uapi::Error{uapi::Reason::OutOfRange, argument};
    MemoryObject* const made = g_memories.alloc(Ref<Budget>::share(budget));
    if (made == nullptr) return uapi::Error{uapi::Reason::OutOfMemory};
    auto memory = Ref<MemoryObject>::adopt(*made); // from here on, its end gives back what there is
    u32 const cost = frames + indexes_for(frames);
    if (!budget.charge(cost)) return uapi::Error{uapi::Reason::OutOfBudget};
    memory->charged_ = cost;
    if (!memory->fill(frames)) return uapi::Error{uapi::Reason::OutOfMemory};
    return memory;
}

bool MemoryObject::fill(u32 wanted)
{
    while (frames_ != wanted) {
        if (frames_ % kFramesInIndex == 0 && !add_index()) return false;
        if (!add_frame()) return false;
    }
    return true;
}

bool MemoryObject::add_index()
{
    auto const index = mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly);
    if (index) indexes_[used_indexes_++] = index->pfn();
    return index.has_value();
}

// Cleared before anybody can map it: it may hold what another task or the kernel left there.
bool MemoryObject::add_frame()
{
    auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::HighFirst);
    if (!frame) return false;
    mm::clear_highpage(*frame);
    entry(frames_++) = frame->pfn().raw();
    return true;
}

u32& MemoryObject::entry(u32 index) const
{
    return reinterpret_cast<u32*>(
        hw::lowmem(indexes_[index / kFramesInIndex].base()))[index % kFramesInIndex];
}

mm::Frame MemoryObject::frame(u32 index) const
{
    CHECK(index < frames_);
    return mm::Frame{Pfn{entry(index)}};
}

MemoryObject::~MemoryObject() noexcept(false)
{
    for (u32 index = 0; index < frames_; ++index) mm::frames().put_frame(frame(index));
    for (u32 index = 0; index < used_indexes_; ++index)
        mm::frames().free_frames(mm::Frame{indexes_[index]}, 0);
    budget_->give_back(charged_);
}

void MemoryObject::end(Object& object)
{
    auto const owner = g_memories.adopt(&static_cast<MemoryObject&>(object)); // destroys it
}

mm::KmemCache& MemoryObject::cache() { return g_memories.cache(); }

} // namespace kernel
