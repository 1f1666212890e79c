// SPDX-License-Identifier: MIT
// Memory: what is free, what it contains, and how to change that.
#include "kernel/log/ctrl_c.hpp"
#include "kernel/log/log.hpp"
#include "lib/parse.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"
#include "runs/monitor/command.hpp"
#include "runs/monitor/hex_line.hpp"
#include "runs/monitor/physical.hpp"
#include "runs/monitor/place.hpp"

#include <array>

namespace kernel::monitor {

namespace {

constexpr u64 kMostDumped = 64 << 10;
constexpr u32 kMostPoked = 8;

u64 kibibytes(u64 frames) { return frames * kPageSize >> 10; }

// The part of all free memory that is useless to a caller who wants a block of this order: what
// fragmentation costs.
u32 unusable_percent(mm::BuddyZone const& zone, u32 order)
{
    u64 const all = zone.free_frames();
    u64 usable = 0;
    for (u32 larger = order; larger <= mm::BuddyZone::kMaxOrder; ++larger)
        usable += u64{zone.free_blocks(larger)} << larger;
    return all == 0 || usable > all ? 0 : static_cast<u32>((all - usable) * 100 / all);
}

void say_zone(char const* name, mm::BuddyZone const& zone)
{
    say("{}: frames {} to {}, {} KiB, of which {} KiB are free", name, zone.frames().begin, zone.frames().end,
        kibibytes(zone.added()), kibibytes(zone.free_frames()));
    say("    block KiB   free blocks   of the free memory, too small for it");
    for (u32 order = 0; order <= mm::BuddyZone::kMaxOrder; ++order)
        say("    {:>9}   {:>11}   {:>3} %", kibibytes(u64{1} << order), zone.free_blocks(order),
            unusable_percent(zone, order));
}

void mem(Session&, std::string_view)
{
    say_zone("lowmem", mm::frames().low());
    say_zone("high memory", mm::frames().high());
    say("Small blocks that were freed and await reuse are in none of these lists.");
}

/// Where a place is right now; nothing, after printing a sentence, if nowhere.
std::optional<PhysAddr> find(Place place)
{
    if (!place.is_virtual()) {
        if (backing_of(place.physical_address()) != Backing::BeyondCpu) return place.physical_address();
        say("{} is {}.", place.physical_address(), backing_name(Backing::BeyondCpu));
        return {};
    }
    auto const walk = mm::walk(hw::page_table_root(), place.virtual_address());
    if (walk.mapped) return walk.address;
    say("{} is not mapped.", place.virtual_address());
    return {};
}

void say_bytes(Place place, std::span<std::byte const> bytes)
{
    LogLine line;
    if (place.is_virtual())
        lib::print(line, "{}", place.virtual_address());
    else
        lib::print(line, "{}", place.physical_address());
    print_hex_line(line, bytes);
    say_line(line);
}

// To the end of the row; a row never crosses a page.
u32 bytes_in_row(PhysAddr from, u64 wanted)
{
    return static_cast<u32>(std::min<u64>(wanted, kBytesPerLine - from.raw() % kBytesPerLine));
}

void dump_all(Place place, u64 bytes)
{
    std::array<std::byte, kBytesPerLine> row;
    std::optional<Backing> last;
    while (!ctrl_c_typed()) {
        auto const from = find(place);
        if (!from) return;
        Backing const backing = backing_of(*from);
        if (backing != last) say("{} is {}.", *from, backing_name(backing));
        last = backing;
        auto const part = std::span{row}.first(bytes_in_row(*from, bytes));
        read_physical(*from, part);
        say_bytes(place, part);
        bytes -= part.size();
        auto const next = place.plus(part.size());
        if (bytes == 0) return;
        if (!next) return say("The address space ends here.");
        place = *next;
    }
}

/// The place that is meant; nothing, after printing a sentence, if none is.
std::optional<Place> place_for(std::string_view command, std::string_view word)
{
    auto const place = Place::parse(word);
    if (place) return place;
    if (auto const where = Place::too_far(word); !where.empty())
        say("{} is {}.", word, where);
    else
        say("{} takes an address, phys:ADDRESS or pfn:NUMBER, not \"{}\".", command, word);
    return {};
}

void dump(Session&, std::string_view arguments)
{
    auto const place = place_for("dump", lib::cut_word(arguments));
    if (!place) return;
    auto const word = lib::cut_word(arguments);
    auto const bytes = word.empty() ? 64 : lib::parse_size(word);
    if (!bytes || *bytes == 0 || *bytes > kMostDumped)
        return say("dump takes a length from 1 to 64K, not \"{}\".", word);
    dump_all(*place, *bytes);
}

// The bytes named in `arguments`; empty, after printing a sentence, if they are not bytes.
std::span<std::byte const> parse_bytes(std::string_view arguments, std::array<std::byte, kMostPoked>& room)
{
    u32 count = 0;
    for (auto word = lib::cut_word(arguments); !word.empty(); word = lib::cut_word(arguments)) {
        auto const value = lib::parse_number(word);
        if (!value || *value > 0xFF || count == room.size()) {
            say("poke takes one to {} bytes from 0 to 0xff; \"{}\" is one too many, or not a byte.",
                kMostPoked, word);
            return {};
        }
        room[count++] = static_cast<std::byte>(*value);
    }
    if (count == 0) say("poke takes the bytes to write after the address.");
    return std::span{room}.first(count);
}

void poke_into(Session& session, Place place, PhysAddr target, std::span<std::byte const> bytes)
{
    if (target.page_offset() + bytes.size() > kPageSize)
        return say("These bytes would reach into the next frame: poke them one by one.");
    std::array<std::byte, kMostPoked> old;
    auto const before = std::span{old}.first(bytes.size());
    read_physical(target, before);
    say("{} is {}. Now, and then:", target, backing_name(backing_of(target)));
    say_bytes(place, before);
    say_bytes(place, bytes);
    if (!session.ask("Write it? The kernel may not survive it.")) return say("Nothing was written.");
    write_physical(target, bytes);
}

void poke(Session& session, std::string_view arguments)
{
    auto const place = place_for("poke", lib::cut_word(arguments));
    if (!place) return;
    std::array<std::byte, kMostPoked> room;
    auto const bytes = parse_bytes(arguments, room);
    if (bytes.empty()) return;
    if (auto const target = find(*place)) poke_into(session, *place, *target, bytes);
}

constexpr Command kMemoryCommands[] = {
    {"mem", "", "zones of memory: free lists and fragmentation", mem},
    {"dump", "ADDR [LENGTH]", "bytes of memory, through a window", dump},
    {"poke", "ADDR BYTE...", "change bytes of memory; asks first", poke},
};

} // namespace

std::span<Command const> memory_commands() { return kMemoryCommands; }

} // namespace kernel::monitor
