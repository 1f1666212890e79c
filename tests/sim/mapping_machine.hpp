// SPDX-License-Identifier: MIT
// The booted machine plus the shared windows: kmap() and vmap() work, and have mapped nothing yet.
#pragma once

#include "mm/context.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/shootdown_port.hpp"

namespace sim {

class MappingMachine : public BootedMachine {
protected:
    explicit MappingMachine(BootOptions const& options = {});

    /// Frames from high memory, full of 0, 1, 2, ...
    static std::vector<mm::Frame> high_frames(u32 count);
    static bool faults(VirtAddr address)
    {
        return fault_of([&] { (void)load(address); }).has_value();
    }
};

/// How many kmap() mappings are alive.
[[nodiscard]] u32 users_of_all_slots();

/// `thread` runs `function` on this CPU, now.
template <class Function> void as(Thread& thread, Function&& function)
{
    Preempted const now{thread};
    function();
}

} // namespace sim
