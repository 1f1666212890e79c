// SPDX-License-Identifier: MIT
#include "mm/fault_words.hpp"

#include "lib/check.hpp"
#include "lib/format.hpp"
#include "mm/context.hpp"

#include <algorithm>

namespace mm {

char const* verb(AccessKind kind)
{
    switch (kind) {
    case AccessKind::Read: return "reads";
    case AccessKind::Write: return "writes";
    case AccessKind::Execute: return "executes";
    }
    return "touches";
}

Neighbour nearer_neighbour(VirtAddr address, bool below_mapped, bool above_mapped)
{
    bool const in_lower_half = address.page_offset() < kPageSize / 2;
    if (below_mapped && (in_lower_half || !above_mapped)) return Neighbour::Below;
    return above_mapped ? Neighbour::Above : Neighbour::None;
}

void print_distance(lib::Sink& sink, FaultingAccess const& access, u32 offset)
{
    lib::print(sink, "{}{}", access.bytes == 0 ? "at least " : "",
               lib::Counted{offset + std::max(access.bytes, 1u), "byte"});
}

void print_overrun(lib::Sink& sink, FaultingAccess const& access)
{
    lib::print(sink, "thread '{}' {} ", thread_name(), verb(access.kind));
    print_distance(sink, access, access.address.page_offset());
    lib::print(sink, " past the end of ");
}

void print_underrun(lib::Sink& sink, FaultingAccess const& access, VirtAddr start)
{
    lib::print(sink, "thread '{}' {} {} before the start of ", thread_name(), verb(access.kind),
               lib::Counted{start - access.address, "byte"});
}

void print_stale(lib::Sink& sink, FaultingAccess const& access)
{
    lib::print(sink, "thread '{}' {} at {}", thread_name(), verb(access.kind), access.address);
}

} // namespace mm
