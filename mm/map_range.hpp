// SPDX-License-Identifier: MIT
// The one operation on page tables: a range of addresses is mapped to frames, gets other rights, or is
// unmapped, in any address space, by small pages, large ones, or both. It makes missing tables, and splits a
// large page if the range covers only a part of it.
//
//    map_range(space, at, frames, mapping)      nothing -> pages                  owes nothing
//    protect_range(space, pages, rights)        pages -> pages with other rights  owes a flush
//    unmap_range(space, pages, tables)          pages -> nothing                  owes a flush
//
// Each first counts the tables that it needs, then takes them, and only then writes an entry: a failure is
// a value, and has changed nothing. Ranges are whole pages in directories of the space; page tables are in
// lowmem. The caller makes sure that nobody else changes the tables of the same 2 MiB meanwhile; reading
// them, as CPUs do, is always possible.
// Proved by: MapRange.WithoutFramesForAllTablesNothingIsMappedAndNothingLost,
// planted/tables_lost_when_they_run_out, planted/large_page_emptied_to_be_split.
#pragma once

#include "lib/result.hpp"
#include "mm/owed_flush.hpp"
#include "mm/protection.hpp"

namespace mm {

/// How a range is mapped.
struct Mapping {
    Protection protection = kReadWrite;
    bool global = false; ///< the same in all address spaces: a load of CR3 leaves its translations alone
    bool large = false;  ///< by 2 MiB pages wherever address and frame are both multiples of it
};

enum class MapError : u8 {
    InUse,   ///< something is mapped in the range
    NoTable, ///< no frame for a page table
};

/// What happens to tables in which nothing is mapped any more.
enum class EmptyTables : u8 { Keep, GiveBack };

/// Maps adjacent frames, RAM or not, from address `at` on.
lib::Result<void, MapError> map_range(AddressSpace const& space, VirtAddr at, FrameRange frames,
                                      Mapping mapping);

/// Makes the tables that small pages of the range need and that are not there yet. They stay until an
/// unmap_range() that gives tables back.
lib::Result<void, MapError> make_tables(AddressSpace const& space, VirtRange pages);

/// Gives these rights to what is mapped in the range, which may have holes; memory types stay as they are.
/// Takes tables only to split large pages.
lib::Result<OwedFlush, MapError> protect_range(AddressSpace const& space, VirtRange pages, Rights rights);

/// Unmaps what is mapped in the range, which may have holes. The frames belong to the caller, which must
/// not let others use them before the flush. Takes tables only to split large pages.
lib::Result<OwedFlush, MapError> unmap_range(AddressSpace const& space, VirtRange pages, EmptyTables tables);

} // namespace mm
