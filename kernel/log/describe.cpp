// SPDX-License-Identifier: MIT
// The words for entries. Numbers of bits stay in mm/pae.hpp.
#include "kernel/log/describe.hpp"

#include "lib/format.hpp"

namespace kernel {

namespace {

void describe_rights(lib::Sink& sink, mm::Pte entry)
{
    lib::print(sink, ", R{}{}", entry.writable() ? 'W' : '-', entry.no_execute() ? '-' : 'X');
}

// In a directory, bit 7 says that the entry itself is a page; in a table, it selects a way of caching.
bool is_leaf(mm::Pte entry, TableLevel level)
{
    return level == TableLevel::Page || (level == TableLevel::Directory && entry.large());
}

void describe_leaf(lib::Sink& sink, mm::Pte entry, TableLevel level)
{
    lib::print(sink, "{} at {}", level == TableLevel::Directory ? "2 MiB page" : "frame", entry.pfn().base());
    describe_rights(sink, entry);
    if (entry.global()) sink.write(", global");
}

void describe_level(lib::Sink& sink, char const* name, u32 index, mm::Pte entry, TableLevel level)
{
    lib::print(sink, "  {:9} [{:>3}]  ", name, index);
    describe_entry(sink, entry, level);
    sink.write("\n");
}

} // namespace

void describe_entry(lib::Sink& sink, mm::Pte entry, TableLevel level)
{
    lib::print(sink, "{:#018x}  ", entry.raw());
    if (!entry.present()) return sink.write("not present");
    if (is_leaf(entry, level)) return describe_leaf(sink, entry, level);
    // Its rights are left out: ours allow everything, and only what the last level allows counts.
    lib::print(sink, "table at {}", entry.pfn().base());
}

void describe_walk(lib::Sink& sink, mm::Walk const& walk, VirtAddr address)
{
    describe_level(sink, "pointer", mm::pdpt_index(address), walk.pointer, TableLevel::Pointer);
    if (!walk.pointer.present()) return;
    describe_level(sink, "directory", mm::directory_index(address), walk.directory, TableLevel::Directory);
    if (!walk.directory.present() || is_leaf(walk.directory, TableLevel::Directory)) return;
    describe_level(sink, "table", mm::table_index(address), walk.table, TableLevel::Page);
}

} // namespace kernel
