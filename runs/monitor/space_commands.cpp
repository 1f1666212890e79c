// SPDX-License-Identifier: MIT
// The address space: one translation in detail, and all of them at a glance.
#include "kernel/log/address_name.hpp"
#include "kernel/log/describe.hpp"
#include "kernel/log/log.hpp"
#include "lib/parse.hpp"
#include "mm/machine.hpp"
#include "mm/region.hpp"
#include "runs/common/columns.hpp"
#include "runs/monitor/command.hpp"
#include "runs/monitor/mapping_runs.hpp"
#include "runs/monitor/place.hpp"

namespace kernel::monitor {

namespace {

void pte(Session&, std::string_view arguments)
{
    auto const word = lib::cut_word(arguments);
    auto const place = Place::parse(word);
    if (!place || !place->is_virtual()) return say("pte takes a virtual address, not \"{}\".", word);
    VirtAddr const address = place->virtual_address();
    say("{} lies in {}. The walk from {}:", address, address_name(address), hw::page_table_root());
    say_walk(address);
    auto const walk = mm::walk(hw::page_table_root(), address);
    if (!walk.mapped) return say("It is not mapped: an access is a page fault.");
    say("It leads to {}.", walk.address);
}

void say_run(MappingRun const& run)
{
    say("    {} .. {} {:>7} KiB  R{}{} in pages of {}", run.range.begin, run.range.end - 1,
        run.range.bytes() >> 10, run.kind.writable ? 'W' : '-', run.kind.executable ? 'X' : '-',
        run.kind.large ? "2 MiB" : "4 KiB");
}

// In the windows every second page is a guard, so their pages are counted; other regions are shown as runs
// of equal rights.
void say_region(mm::Region const& region)
{
    u32 bytes = 0;
    u32 runs = 0;
    for_each_run(hw::page_table_root(), region.range, [&](MappingRun const& run) {
        bytes += run.range.bytes();
        ++runs;
    });
    say("{} .. {}  {}: {} KiB mapped", region.range.begin, region.range.end - 1, region.name, bytes >> 10);
    constexpr u32 kMostShown = 24;
    if (runs > kMostShown) return say("    in {} pieces", runs);
    for_each_run(hw::page_table_root(), region.range, [](MappingRun const& run) { say_run(run); });
}

void map(Session&, std::string_view)
{
    for (mm::Region const& region : mm::regions()) say_region(region);
}

constexpr Command kSpaceCommands[] = {
    {"pte", "ADDR", "the page-table entries that lead to an address", pte},
    {"map", "", "the address space: what is mapped, and with which rights", map},
};

} // namespace

std::span<Command const> space_commands() { return kSpaceCommands; }

} // namespace kernel::monitor
