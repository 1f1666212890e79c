// SPDX-License-Identifier: MIT
// The mapping windows: a drawing of every slot, and a list of those that show something.
#include "kernel/log/console.hpp"
#include "kernel/log/log.hpp"
#include "kernel/log/symbols.hpp"
#include "kernel/thread/thread_list.hpp"
#include "lib/bounded_list.hpp"
#include "mm/context.hpp"
#include "mm/flush_ledger.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_pool.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_report.hpp"
#include "mm/vmap_area.hpp"
#include "runs/monitor/command.hpp"

namespace kernel::monitor {

namespace {

constexpr u32 kRow = 64; // slots of the kmap window in a row of the drawing

// Those that map something. A list first: the reports that name an owner look through all threads as well.
template <class Visit> void for_each_thread_with_mappings(Visit visit)
{
    constexpr u32 kMost = 32;
    lib::BoundedList<u32, kMost> owners;
    for_each_thread([&](Thread const& thread) {
        if (thread.local.in_use()) owners.push(thread.local.number());
    });
    for (u32 const number : owners) visit(mm::WindowOwner{number});
    if (owners.left_out() != 0) say("  and {} more", lib::Counted{owners.left_out(), "thread"});
}

template <class Visit> void for_each_owner(Visit visit)
{
    if (mm::windows_of_threads()) return for_each_thread_with_mappings(visit);
    for (u32 number = 0; number < mm::WindowOwner::kMost; ++number)
        if (mm::WindowOwner const owner{number}; mm::holder_of(owner).stack != nullptr) visit(owner);
}

void draw_local_row(mm::WindowOwner owner, u32 first, u32 end)
{
    lib::Text<kRow + 1> drawing;
    for (u32 slot = first; slot < end; ++slot) {
        if (slot == mm::layout::kLocalThreadDepth) drawing.append("|");
        drawing.append(mm::LocalPlace::of_slot(owner, slot).entry().present() ? "#" : ".");
    }
    say("  {:<6} {}  {}", mm::name_of(owner), mm::LocalPlace::of_slot(owner, first).address(), drawing);
}

void draw_local_window(mm::WindowOwner owner)
{
    u32 const slots = mm::slots_per_window();
    for (u32 first = 0; first < slots; first += kRow)
        draw_local_row(owner, first, std::min(first + kRow, slots));
}

u32 say_local_mappings(mm::WindowOwner owner)
{
    u32 count = 0;
    for (u32 slot = 0; slot < mm::slots_per_window(); ++slot) {
        auto const place = mm::LocalPlace::of_slot(owner, slot);
        auto const entry = place.entry();
        if (!entry.present()) continue;
        say("    {}  slot {} of {}: frame {}, R{}{}, {}", place.address(), slot, mm::name_of(owner),
            entry.pfn(), entry.writable() ? 'W' : '-', entry.no_execute() ? '-' : 'X', mm::holder_at(place));
        ++count;
    }
    return count;
}

char shared_letter(u32 users)
{
    if (users == 0) return '.';
    if (users == mm::SharedSlots::kUnused) return 'o';
    return users - 1 <= 9 ? static_cast<char>('0' + users - 1) : '+';
}

void draw_shared_row(mm::SharedSlots const& slots, u32 first)
{
    lib::Text<kRow> drawing;
    for (u32 slot = first; slot < first + kRow; ++slot) {
        char const letter = shared_letter(slots.users(slot));
        drawing.append({&letter, 1});
    }
    say("  {:>3} {}  {}", first, mm::SharedSlots::address_of(first), drawing);
}

void slots(Session&, std::string_view)
{
    say("kmap_local: slots of each {}, threads' | interrupts'; # is mapped, . is empty, guards in between",
        mm::windows_of_threads() ? "thread that maps something" : "CPU");
    for_each_owner(draw_local_window);
    for_each_owner(say_local_mappings);
    say("kmap: {} slots for all; . free, o mapped and unused, else the number of users",
        mm::kmap_pool().slots().count());
    for (u32 first = 0; first < mm::SharedSlots::kMost; first += kRow)
        draw_shared_row(mm::kmap_pool().slots(), first);
}

u32 say_shared_mappings()
{
    mm::SharedSlots const& slots = mm::kmap_pool().slots();
    u32 count = 0;
    for (u32 slot = 0; slot < mm::SharedSlots::kMost; ++slot) {
        u32 const users = slots.users(slot);
        if (users <= mm::SharedSlots::kUnused) continue;
        say("    {}  kmap slot {}: frame {}, users {}", mm::SharedSlots::address_of(slot), slot,
            slots.pfn(slot), users - mm::SharedSlots::kUnused);
        ++count;
    }
    return count;
}

char const* area_name(mm::AreaKind kind)
{
    switch (kind) {
    case mm::AreaKind::Mapped: return "vmap";
    case mm::AreaKind::Stack: return "the stack of a thread";
    case mm::AreaKind::Demand: return "pages made when they are touched";
    default: return "?";
    }
}

VirtAddr area_address(u32 page) { return mm::layout::kVmapArea.begin + page * kPageSize; }

u32 say_area(mm::Area const& area)
{
    if (!area.tag.in_use()) return 0;
    LogLine line;
    lib::print(line, "    {}  {}: {}", area_address(area.first()), lib::Counted{area.tag.usable(), "page"},
               area_name(area.tag.kind()));
    if (area.tag.kind() == mm::AreaKind::Mapped) {
        line.append(", by ");
        describe_return(line, embedded_symbols(), area.tag.caller());
    }
    say_line(line);
    return 1;
}

// From tag to tag. Others may make and free areas meanwhile: a tag that makes no sense ends the list.
u32 say_areas()
{
    u32 count = 0;
    for (u32 page = 0; page < mm::layout::kVmapArea.pages();) {
        auto const area = mm::vmap_area().area_around(page);
        if (area.guard != page || area.tag.pages() == 0) break;
        count += say_area(area);
        page += area.tag.pages();
    }
    return count;
}

void kmaps(Session&, std::string_view)
{
    u32 count = 0;
    for_each_owner([&count](mm::WindowOwner owner) { count += say_local_mappings(owner); });
    count += say_shared_mappings();
    count += say_areas();
    say("{} live mappings", count);
    ConsoleSink console;
    if (mm::kmap_debug().track) {
        say("kmap.debug=track has recorded");
        mm::print_live_mappings(console);
    }
    if (mm::kmap_debug().flush) {
        lib::Text<2048> owed;
        mm::print_owed_flushes(owed);
        say("unmapped, and not flushed yet by all CPUs (kmap.debug=flush):");
        console.write(owed.view());
    }
}

constexpr Command kWindowCommands[] = {
    {"slots", "", "every CPU's windows drawn, with owner and frame of each slot", slots},
    {"kmaps", "", "live mappings of all kinds, and what kmap.debug=track and flush know of them", kmaps},
};

} // namespace

std::span<Command const> window_commands() { return kWindowCommands; }

} // namespace kernel::monitor
