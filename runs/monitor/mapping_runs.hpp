// SPDX-License-Identifier: MIT
// What is mapped in a range of addresses, as runs of adjacent pages of one kind. Reads the page tables.
#pragma once

#include "lib/address.hpp"

#include <type_traits>

namespace kernel::monitor {

struct MappingKind {
    bool writable = false;
    bool executable = false;
    bool large = false;
    constexpr bool operator==(MappingKind const&) const = default;
};

struct MappingRun {
    VirtRange range;
    MappingKind kind;
};

/// Calls `visit(argument, run)` for each run in `range`, ascending. `range` begins and ends with a page.
/// Others may change the tables meanwhile: each page is looked at once.
void for_each_run(PhysAddr root, VirtRange range, void (*visit)(void* argument, MappingRun const& run),
                  void* argument);

template <class Visitor> void for_each_run(PhysAddr root, VirtRange range, Visitor&& visitor)
{
    using Plain = std::remove_reference_t<Visitor>;
    for_each_run(
        root, range, [](void* argument, MappingRun const& run) { (*static_cast<Plain*>(argument))(run); },
        &visitor);
}

} // namespace kernel::monitor
