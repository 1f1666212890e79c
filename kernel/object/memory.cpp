// SPDX-License-Identifier: MIT
#include "kernel/object/memory.hpp"

#include "mm/frame_allocator.hpp"
#include "mm/machine.hpp"
#include "mm/page_copy.hpp"
#include "mm/slab_object.hpp"

namespace kernel {

namespace {

constinit mm::ObjectCache<Memory> g_memories{"memory object"};

} // namespace

Memory::Memory(Ref<Budget> budget) : Object{kKind, &Memory::end}, budget_{std::move(budget)} {}

lib::Result<Ref<Memory>, uapi::Error> Memory::make(Budget& budget, u32 frames, u8 argument)
{
    if (frames == 0 || frames > kMaxFrames) return uapi::Error{uapi::Reason::OutOfRange, argument};
    Memory* const made = g_memories.alloc(Ref<Budget>::share(budget));
    if (made == nullptr) return uapi::Error{uapi::Reason::OutOfMemory};
    auto memory = Ref<Memory>::adopt(*made); // from here on, its end gives back what there is
    u32 const cost = frames + indexes_for(frames);
    if (!budget.charge(cost)) return uapi::Error{uapi::Reason::OutOfBudget};
    memory->charged_ = cost;
    if (!memory->fill(frames)) return uapi::Error{uapi::Reason::OutOfMemory};
    return memory;
}

bool Memory::fill(u32 wanted)
{
    while (frames_ != wanted) {
        if (frames_ % kFramesInIndex == 0 && !add_index()) return false;
        if (!add_frame()) return false;
    }
    return true;
}

bool Memory::add_index()
{
    auto const index = mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly);
    if (index) indexes_[used_indexes_++] = index->pfn();
    return index.has_value();
}

// Cleared before anybody can map it: it may hold what another task or the kernel left there.
bool Memory::add_frame()
{
    auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::HighFirst);
    if (!frame) return false;
    mm::clear_highpage(*frame);
    entry(frames_++) = frame->pfn().raw();
    return true;
}

u32& Memory::entry(u32 index) const
{
    return reinterpret_cast<u32*>(
        hw::lowmem(indexes_[index / kFramesInIndex].base()))[index % kFramesInIndex];
}

mm::Frame Memory::frame(u32 index) const
{
    CHECK(index < frames_);
    return mm::Frame{Pfn{entry(index)}};
}

Memory::~Memory() noexcept(false)
{
    for (u32 index = 0; index < frames_; ++index) mm::frames().put_frame(frame(index));
    for (u32 index = 0; index < used_indexes_; ++index)
        mm::frames().free_frames(mm::Frame{indexes_[index]}, 0);
    budget_->give_back(charged_);
}

void Memory::end(Object& object)
{
    auto const owner = g_memories.adopt(&static_cast<Memory&>(object)); // destroys it
}

mm::KmemCache& Memory::cache() { return g_memories.cache(); }

} // namespace kernel
