// SPDX-License-Identifier: MIT
// What firmware says about memory, what the kernel makes of it, and how the CPU caches it.
#include "kernel/log/log.hpp"
#include "kernel/start/memory_log.hpp"
#include "runs/board/sections.hpp"
#include "runs/common/columns.hpp"
#include "runs/common/uncached_ram.hpp"

namespace kernel::board {

namespace {

// The types of E820, which multiboot passes on.
std::string_view firmware_type_name(u32 type)
{
    constexpr std::string_view kNames[] = {
        "of no type", "usable", "reserved", "ACPI tables, reclaimable", "ACPI, must be kept", "defective"};
    return type < std::size(kNames) ? kNames[type] : "of a type that this kernel does not know";
}

void say_firmware_range(mm::FirmwareRange const& range)
{
    say("    {:>12} {:>11} KiB  {}", range.begin, range.bytes >> 10, firmware_type_name(range.type));
}

void say_typed_range(TypedRange const& each)
{
    say("    {:>12} {:>11} KiB  {}", each.range.begin, each.range.bytes() >> 10, memory_type_name(each.type));
}

void say_uncached_ram(Mtrrs const& mtrrs)
{
    for (TypedRange const& each : uncached_ram(memory().map.ram(), mtrrs))
        say("  RAM {}..{} is {}, which makes it slow", each.range.begin, each.range.end,
            memory_type_name(each.type));
}

void say_mtrrs(Mtrrs const& mtrrs)
{
    say("MTRRs: {}; {} where they say nothing", mtrrs.enabled ? "in use" : "switched off",
        memory_type_name(mtrrs.usual));
    for (TypedRange const& each : mtrrs.variable) say_typed_range(each);
    if (!mtrrs.fixed.empty())
        say("  The first MiB, {}:", mtrrs.fixed_enabled ? "which counts more" : "not in use");
    for (TypedRange const& each : mtrrs.fixed) say_typed_range(each);
    say_uncached_ram(mtrrs);
}

void say_pat(u64 pat)
{
    lib::Text<160> line;
    for (u32 entry = 0; entry < 8; ++entry)
        lib::print(line, "{}{}", entry == 0 ? "" : ", ",
                   memory_type_name(static_cast<MemoryType>(pat >> 8 * entry & 0xFF)));
    say("PAT, from entry 0 on:");
    say_wrapped(line.view());
}

} // namespace

void say_memory(Memory const& memory)
{
    say("\nMemory, as firmware lists it:");
    for (mm::FirmwareRange const& range : memory.firmware) say_firmware_range(range);
    say("  What the kernel makes of it:");
    say_ram(memory);
}

void say_memory_types(MemoryTypes const& types)
{
    say("");
    if (types.mtrrs)
        say_mtrrs(*types.mtrrs);
    else
        say("This CPU has no MTRRs.");
    if (types.pat)
        say_pat(*types.pat);
    else
        say("This CPU has no PAT.");
}

} // namespace kernel::board
