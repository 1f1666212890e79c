// SPDX-License-Identifier: MIT
// Page-table entries and walks in words, for panics and for the tour.
#pragma once

#include "lib/text.hpp"
#include "mm/page_table.hpp"

namespace kernel {

/// What kind of table an entry was found in.
enum class TableLevel : u8 { Pointer, Directory, Page };

/// "0x8000000123456163  frame at 0x123456000, RW-, global" on one line, without its end.
void describe_entry(lib::Sink& sink, mm::Pte entry, TableLevel level);

/// Three lines, one for each level that the walk reached, each with its index and entry.
void describe_walk(lib::Sink& sink, mm::Walk const& walk, VirtAddr address);

} // namespace kernel
