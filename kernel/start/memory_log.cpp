// SPDX-License-Identifier: MIT
#include "kernel/start/memory_log.hpp"

#include "kernel/log/log.hpp"
#include "mm/frame_allocator.hpp"

#include <algorithm>

namespace kernel {

namespace {

u64 mebibytes(u32 frames) { return u64{frames} * kPageSize >> 20; }

void log_zones(Memory const& memory)
{
    u32 const ram = mm::count_frames(memory.map.ram(), {Pfn{0}, memory.map.ram_end()});
    u32 const low = mm::count_frames(memory.map.ram(), {Pfn{0}, memory.plan.lowmem_end});
    info("memory: {} MiB of RAM up to {}; lowmem {} MiB up to {}, high memory {} MiB", mebibytes(ram),
         memory.map.ram_end().base(), mebibytes(low), memory.plan.lowmem_end.base(), mebibytes(ram - low));
}

void log_dropped(mm::MemoryMap const& map)
{
    for (mm::Dropped const& dropped : map.dropped())
        info("memory: {}..{} is not used: {}", dropped.begin, dropped.end,
             mm::drop_reason_text(dropped.reason));
    if (map.dropped().left_out() > 0) info("memory: {} more pieces are not used", map.dropped().left_out());
}

// Types of lines that ACPI defines, with UEFI's memory for its own services among the reserved.
constexpr u32 kReserved = 2, kAcpiTables = 3, kAcpiOwn = 4, kBad = 5;

char const* kept_for(u32 type)
{
    switch (type) {
    case kAcpiTables: return "ACPI's tables";
    case kAcpiOwn: return "ACPI's own use";
    case kBad: return "bad";
    default: return "reserved";
    }
}

u64 kept_kib(Memory const& memory, u32 type)
{
    u64 bytes = 0;
    for (mm::FirmwareRange const& line : memory.firmware)
        if (line.type == type) bytes += line.bytes;
    return bytes >> 10;
}

void add_part(lib::Text<120>& parts, u64 kib, char const* what)
{
    if (kib != 0) lib::print(parts, "{}{} KiB {}", parts.empty() ? "" : ", ", kib, what);
}

void log_kept(Memory const& memory)
{
    u64 const tables = kept_kib(memory, kAcpiTables), own = kept_kib(memory, kAcpiOwn);
    u64 const reserved = kept_kib(memory, kReserved), bad = kept_kib(memory, kBad);
    lib::Text<120> parts;
    add_part(parts, tables, "of ACPI's tables");
    add_part(parts, own, "for ACPI's own use");
    add_part(parts, reserved, "reserved");
    if (!parts.empty()) info("memory: the firmware keeps {} KiB: {}", tables + own + reserved, parts);
    if (bad != 0) info("memory: the firmware calls {} KiB bad; they are not used", bad);
}

void say_kept(Memory const& memory)
{
    say("  Kept by the firmware:");
    for (mm::FirmwareRange const& line : memory.firmware)
        if (line.type != mm::FirmwareRange::kUsable && line.bytes != 0)
            say("    {:>11} .. {:>11}  {:>10} KiB  {}", line.begin, line.begin + line.bytes, line.bytes >> 10,
                kept_for(line.type));
}

void log_plan(mm::LowmemPlan const& plan)
{
    if (plan.raised) info("memory: lowmem was raised to what the kernel itself needs");
    if (plan.grown)
        info("memory: the direct map has grown beyond 512 MiB, to leave room beside {} KiB of metadata",
             plan.metadata_bytes() >> 10);
}

u64 kibibytes(FrameRange frames) { return u64{frames.count()} * kPageSize >> 10; }

void say_piece(FrameRange frames, char const* zone)
{
    if (frames.empty()) return;
    say("    {:>11} .. {:>11}  {:>10} KiB  {}", frames.begin.base(), frames.end.base(), kibibytes(frames),
        zone);
}

} // namespace

[[gnu::noinline]] void log_memory(Memory const& memory)
{
    log_zones(memory);
    log_plan(memory.plan);
    log_dropped(memory.map);
    log_kept(memory);
}

void say_ram(Memory const& memory)
{
    Pfn const border = memory.plan.lowmem_end;
    for (FrameRange const piece : memory.map.ram()) {
        say_piece({piece.begin, std::min(piece.end, border)}, "lowmem");
        say_piece({std::max(piece.begin, border), piece.end}, "high");
    }
    say_kept(memory);
    if (!memory.map.dropped().empty()) say("  Left out of it:");
    for (mm::Dropped const& piece : memory.map.dropped())
        say("    {:>11} .. {:>11}  {}", piece.begin, piece.end, mm::drop_reason_text(piece.reason));
    if (memory.map.dropped().left_out() > 0) say("    and {} more pieces", memory.map.dropped().left_out());
}

} // namespace kernel
