// SPDX-License-Identifier: MIT
#include "mm/live_mappings.hpp"

#include "lib/atomic.hpp"
#include "lib/format.hpp"
#include "lib/processor.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"

namespace mm {

namespace {

constinit LiveMappings g_live;

void print_one(lib::Sink& sink, LiveMapping const& mapping)
{
    lib::print(sink, "    {}  frame {}", mapping.address, mapping.first);
    if (mapping.pages != 1) lib::print(sink, " and {} more", mapping.pages - 1);
    lib::print(sink, "  {} by thread '{}' on CPU {} at {} ms, in ", mapping_call(mapping.kind),
               mapping.thread, mapping.cpu, mapping.milliseconds);
    print_code(sink, mapping.caller);
    lib::print(sink, "\n");
}

/// Only an area's frames need not be adjacent.
bool shows(LiveMapping const& mapping, FrameRange frames)
{
    if (mapping.kind != MappingKind::Area)
        return mapping.first < frames.end && frames.begin < mapping.first + mapping.pages;
    for (u32 page = 0; page < mapping.pages; ++page) {
        Walk const found = walk(hw::page_table_root(), mapping.address + page * kPageSize);
        if (found.mapped && frames.contains(Pfn::of(found.address))) return true;
    }
    return false;
}

} // namespace

char const* mapping_call(MappingKind kind)
{
    switch (kind) {
    case MappingKind::Local: return "kmap_local";
    case MappingKind::Compound: return "kmap_local_compound";
    case MappingKind::Shared: return "kmap";
    case MappingKind::Area: return "vmap";
    }
    return "an unknown call";
}

bool LiveMappings::begin_reading(u32 row)
{
    lib::Atomic<u32>& shared = rows_[row].state;
    u32 state = shared.load(lib::MemoryOrder::Relaxed);
    while ((state & (kLive | kRemoved)) == kLive)
        if (shared.compare_exchange_weak(state, state + kOneReader, lib::MemoryOrder::Acquire)) return true;
    return false;
}

void LiveMappings::end_reading(u32 row)
{
    u32 const rest = rows_[row].state.fetch_sub(kOneReader, lib::MemoryOrder::AcqRel) - kOneReader;
    if (rest != (kLive | kRemoved)) return;
    taken_[row / kBits].fetch_and(~(1u << row % kBits), lib::MemoryOrder::Relaxed);
    rows_[row].state.store(kFree, lib::MemoryOrder::Release);
}

u32 LiveMappings::home_of(VirtAddr address)
{
    constexpr u32 kGoldenRatio = 0x9E37'79B9; // its multiples are far from each other
    return (address.raw() >> kPageShift) * kGoldenRatio >> (32 - std::countr_zero(kRows));
}

void LiveMappings::add(LiveMapping const& mapping)
{
    u32 const home = home_of(mapping.address);
    for (u32 distance = 0; distance < kRows; ++distance) {
        u32 const row = (home + distance) % kRows;
        lib::Atomic<u32>& state = rows_[row].state;
        u32 free = kFree;
        if (!state.compare_exchange_strong(free, kBeingFilled, lib::MemoryOrder::Acquire)) continue;
        rows_[row].mapping = mapping;
        state.store(kLive, lib::MemoryOrder::Release);
        taken_[row / kBits].fetch_or(1u << row % kBits, lib::MemoryOrder::Release);
        u32 reach = reach_[home].load(lib::MemoryOrder::Relaxed);
        while (reach <= distance &&
               !reach_[home].compare_exchange_weak(reach, distance + 1, lib::MemoryOrder::Release)) {
        }
        return;
    }
    not_recorded_.fetch_add(1, lib::MemoryOrder::Relaxed);
}

bool LiveMappings::remove(MappingKind kind, VirtAddr address, void const* holder)
{
    u32 const home = home_of(address);
    for (bool const anybodys : {false, true}) {
        for (u32 distance = reach_[home].load(lib::MemoryOrder::Acquire); distance-- > 0;) {
            u32 const row = (home + distance) % kRows;
            if (!begin_reading(row)) continue;
            LiveMapping const& mapping = rows_[row].mapping;
            bool const matches =
                mapping.kind == kind && mapping.address == address && (anybodys || mapping.holder == holder);
            // Of two that remove the same row, one finds it removed and looks for another.
            bool const found =
                matches && (rows_[row].state.fetch_or(kRemoved, lib::MemoryOrder::SeqCst) & kRemoved) == 0;
            end_reading(row);
            if (found) return true;
        }
    }
    return false;
}

std::optional<LiveMapping> LiveMappings::find(MappingKind kind, VirtAddr address)
{
    std::optional<LiveMapping> found;
    for_each([&](LiveMapping const& mapping) {
        if (mapping.kind == kind && mapping.address == address) found = mapping;
    });
    return found;
}

std::optional<LiveMapping> LiveMappings::find_in(FrameRange frames)
{
    std::optional<LiveMapping> found;
    for_each([&](LiveMapping const& mapping) {
        if (shows(mapping, frames)) found = mapping;
    });
    return found;
}

void LiveMappings::clear()
{
    for (Row& row : rows_) row.state.store(kFree, lib::MemoryOrder::Relaxed);
    for (auto& reach : reach_) reach.store(0, lib::MemoryOrder::SeqCst);
    for (auto& bits : taken_) bits.store(0, lib::MemoryOrder::SeqCst);
    not_recorded_.store(0, lib::MemoryOrder::SeqCst);
}

LiveMappings& live_mappings() noexcept { return g_live; }

void detail::add_row(MappingKind kind, VirtAddr address, Pfn first, u32 pages, VirtAddr caller)
{
    g_live.add({kind,
                address,
                first,
                pages,
                caller,
                &local_stack(),
                {std::string_view{thread_name()}},
                hw::cpu_index(),
                uptime_ms()});
}

void detail::remove_row(MappingKind kind, VirtAddr address)
{
    static_cast<void>(g_live.remove(kind, address, &local_stack()));
}

void print_live_mappings(lib::Sink& sink)
{
    if (!kmap_debug().track) return;
    g_live.for_each([&](LiveMapping const& mapping) { print_one(sink, mapping); });
    if (u32 const lost = g_live.not_recorded(); lost != 0)
        lib::print(sink, "    and {} that found no row in the table\n", lost);
}

void print_live_mappings_of(lib::Sink& sink, void const* holder)
{
    if (!kmap_debug().track) return;
    g_live.for_each([&](LiveMapping const& mapping) {
        if (mapping.holder == holder) print_one(sink, mapping);
    });
}

void print_mapped_by(lib::Sink& sink, MappingKind kind, VirtAddr address)
{
    if (!kmap_debug().track) return;
    auto const mapping = g_live.find(kind, address);
    if (!mapping) return;
    lib::print(sink, ", mapped by thread '{}' with {} at ", mapping->thread, mapping_call(kind));
    print_code(sink, mapping->caller);
}

void print_mapped_at(lib::Sink& sink, MappingKind kind, VirtAddr address)
{
    if (!kmap_debug().track) return;
    auto const mapping = g_live.find(kind, address);
    if (!mapping) return;
    lib::print(sink, " with {} at ", mapping_call(kind));
    print_code(sink, mapping->caller);
}

} // namespace mm
