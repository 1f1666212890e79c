// SPDX-License-Identifier: MIT
// For tests of objects: a booted machine of 64 MiB, and nothing lost at the end of a test.
#pragma once

#include "kernel/object/handle_table.hpp"
#include "kernel/object/memory_object.hpp"
#include "mm/slab_caches.hpp"
#include "tests/sim/booted_machine.hpp"

#include <vector>

namespace sim {

class ObjectMachine : public BootedMachine {
protected:
    ObjectMachine() : BootedMachine{{.memory = 64_MiB}} {}
    ~ObjectMachine() override
    {
        EXPECT_EQ(mm::kmem_objects_in_use(), 0u);
        EXPECT_EQ(free_frames(), frames_before);
    }

    /// Those that caches keep for their next object count as free.
    static u32 free_frames()
    {
        kernel::Budget::cache().shrink();
        kernel::MemoryObject::cache().shrink();
        return mm::frames().low().free_frames() + mm::frames().high().free_frames();
    }
    static kernel::Ref<kernel::Object> as_object(kernel::Ref<kernel::Budget> budget)
    {
        return kernel::Ref<kernel::Object>::adopt(*budget.release());
    }

    u32 const frames_before = free_frames();
};

/// Takes all frames of the machine but `left`, while it lives.
class OtherwiseFull {
public:
    explicit OtherwiseFull(u32 left)
    {
        while (auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::HighFirst))
            taken_.push_back(*frame);
        for (; left != 0; --left) give_one_back();
    }
    ~OtherwiseFull()
    {
        while (!taken_.empty()) give_one_back();
    }
    OtherwiseFull(OtherwiseFull const&) = delete;
    OtherwiseFull& operator=(OtherwiseFull const&) = delete;

private:
    void give_one_back()
    {
        mm::frames().free_frames(taken_.back(), 0);
        taken_.pop_back();
    }

    std::vector<mm::Frame> taken_;
};

} // namespace sim
