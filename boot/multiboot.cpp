// SPDX-License-Identifier: MIT
#include "boot/multiboot.hpp"

#include "boot/multiboot1.hpp"
#include "boot/multiboot2.hpp"

#include <algorithm>
#include <span>

namespace boot {
namespace {

void begin(kernel::BootInfo& result) { result.loader = std::string_view{"a loader without a name"}; }

} // namespace

void read_multiboot(u32 info, std::span<std::byte const> memory, kernel::BootInfo& result)
{
    begin(result);
    InfoWriter writer{result};
    read_multiboot1(info, memory, writer);
    writer.finish();
}

void read_multiboot_tags(std::span<std::byte const> structure, kernel::BootInfo& result)
{
    begin(result);
    InfoWriter writer{result};
    read_multiboot2(structure, writer);
    writer.finish();
}

u64 usable_bytes(kernel::BootInfo const& info)
{
    u64 sum = 0;
    for (mm::FirmwareRange const& range : std::span{info.memory}.first(info.memory_count))
        if (range.type == mm::FirmwareRange::kUsable) sum += std::min(range.bytes, ~u64{0} - sum);
    return sum;
}

} // namespace boot
