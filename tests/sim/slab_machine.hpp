// SPDX-License-Identifier: MIT
// For tests of mm/slab.hpp: two caches on a booted machine, and nothing lost at the end of a test.
#pragma once

#include "mm/frame_allocator.hpp"
#include "mm/slab.hpp"
#include "mm/slab_caches.hpp"
#include "tests/sim/booted_machine.hpp"

namespace sim {

class SlabMachine : public BootedMachine {
protected:
    SlabMachine() : BootedMachine{{.memory = 64_MiB}} {}
    // There are as many frames and objects at the end of a test as at its start.
    ~SlabMachine() override
    {
        cache.shrink();
        other.shrink();
        EXPECT_EQ(mm::kmem_objects_in_use(), 0u);
        EXPECT_EQ(free_frames(), frames_before);
    }

    static u32 free_frames() { return mm::frames().low().free_frames(); }
    static u32& word(void* object, u32 index) { return static_cast<u32*>(object)[index]; }

    u32 const frames_before = free_frames();
    mm::KmemCache cache{"thing", 40, 8};
    mm::KmemCache other{"other thing", 40, 8};
};

} // namespace sim
