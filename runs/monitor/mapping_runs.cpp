// SPDX-License-Identifier: MIT
#include "runs/monitor/mapping_runs.hpp"

#include "mm/page_table.hpp"

#include <algorithm>
#include <optional>

namespace kernel::monitor {

namespace {

// The page at an address, or the stretch that has none as far as one look can tell.
struct Stretch {
    VirtAddr end;
    std::optional<MappingKind> kind;
};

MappingKind kind_of(mm::Pte leaf, bool large)
{
    return {.writable = leaf.writable(), .executable = !leaf.no_execute(), .large = large};
}

Stretch look_at(PhysAddr root, VirtAddr address)
{
    auto const walk = mm::walk(root, address);
    VirtAddr const next_large{(address.raw() & ~(kLargePageSize - 1)) + kLargePageSize};
    bool const large = walk.directory.present() && walk.directory.large();
    if (large) return {next_large, kind_of(walk.directory, true)};
    if (!walk.directory.present()) return {next_large, {}};
    VirtAddr const next = address.page() + kPageSize;
    if (!walk.mapped) return {next, {}};
    return {next, kind_of(walk.table, false)};
}

} // namespace

void for_each_run(PhysAddr root, VirtRange range, void (*visit)(void* argument, MappingRun const& run),
                  void* argument)
{
    std::optional<MappingRun> open;
    for (VirtAddr at = range.begin; at < range.end;) {
        auto const stretch = look_at(root, at);
        VirtAddr const end = std::min(stretch.end, range.end);
        bool const goes_on = open && stretch.kind && open->kind == *stretch.kind;
        if (goes_on) {
            open->range.end = end;
        } else {
            if (open) visit(argument, *open);
            open.reset();
            if (stretch.kind) open = MappingRun{{at, end}, *stretch.kind};
        }
        at = end;
    }
    if (open) visit(argument, *open);
}

} // namespace kernel::monitor
