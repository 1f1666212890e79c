// SPDX-License-Identifier: MIT
#include "tests/sim/mapping_machine.hpp"

#include "mm/kmap.hpp"
#include "mm/kmap_alias.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/ram_ranges.hpp"
#include "mm/vmap_area.hpp"

namespace sim {

namespace {

// The machine's one object of its kind, as after power-on.
template <class T> T& fresh(T& object)
{
    object.~T();
    return *new (&object) T;
}

} // namespace

MappingMachine::MappingMachine(BootOptions const& options) : BootedMachine{options}
{
    mm::remember_ram(ram_pieces);
    fresh(mm::kmap_pool()).start(mm::kernel_space().kmap);
    static_cast<void>(fresh(mm::kmap_aliases()));
    fresh(mm::vmap_area()).start(mm::kernel_space().root, mm::layout::kVmapArea);
    clear_shootdown_log();
}

std::vector<mm::Frame> MappingMachine::high_frames(u32 count)
{
    std::vector<mm::Frame> frames;
    for (u32 index = 0; index < count; ++index) frames.push_back(high_frame(static_cast<char>(index)));
    return frames;
}

u32 users_of_all_slots()
{
    auto const& slots = mm::kmap_pool().slots();
    u32 total = 0;
    for (u32 slot = 0; slot < slots.count(); ++slot)
        if (u32 const users = slots.users(slot); users > mm::SharedSlots::kUnused)
            total += users - mm::SharedSlots::kUnused;
    return total;
}

} // namespace sim
