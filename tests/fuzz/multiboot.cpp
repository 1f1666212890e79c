// SPDX-License-Identifier: MIT
// A boot loader that hands over anything: the fuzzer decides all of low memory, and the address of the
// information structure. What is made of it goes the way that it takes in a boot: into the memory map and
// the command line.
#include "boot/multiboot.hpp"

#include "boot/weigh_memory.hpp"
#include "kernel/start/command_line.hpp"
#include "lib/check.hpp"
#include "mm/memory_map.hpp"
#include "mm/silent_ram.hpp"

#include <cstring>
#include <vector>

namespace {

// Sorted, disjoint, not even adjacent, as mm/memory_map.hpp promises.
void check_pieces(std::span<FrameRange const> pieces)
{
    for (std::size_t index = 0; index < pieces.size(); ++index) {
        CHECK(pieces[index].begin < pieces[index].end);
        CHECK(index == 0 || pieces[index - 1].end < pieces[index].begin);
    }
}

void make_memory_map(kernel::BootInfo const& info, u8 phys_bits)
{
    mm::MemoryMap map{std::span{info.memory}.first(info.memory_count),
                      std::span{info.reserved}.first(info.reserved_count),
                      {.phys_bits = phys_bits}};
    if (phys_bits == 36) mm::drop_silent_ram(map, [](Pfn frame) { return frame.raw() % 977 < 900; });
    check_pieces(map.ram());
    check_pieces(map.unused());
    CHECK(u64{map.ram_end().raw()} << 12 <= u64{1} << phys_bits);
    for (auto const& piece : map.unused()) CHECK(mm::count_frames(map.ram(), piece) == piece.count());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(u8 const* data, std::size_t size)
{
    u32 at = 0;
    if (size < sizeof(at)) return 0;
    std::memcpy(&at, data, sizeof(at));
    auto const rest = std::as_bytes(std::span{data, size}).subspan(sizeof(at));
    std::vector<std::byte> const memory{rest.begin(), rest.end()}; // reading past its end is noticed
    static kernel::BootInfo info;
    info = {};
    info.reserved[info.reserved_count++] = {PhysAddr{1_MiB}, PhysAddr{4_MiB}, "the kernel"};
    boot::read_multiboot(at, memory, info);
    boot::weigh_memory(info, {640_KiB, u64{rest.size()} << 20});
    static_cast<void>(boot::usable_bytes(info));
    for (u8 const phys_bits : {u8{32}, u8{36}, u8{52}}) make_memory_map(info, phys_bits);
    lib::Text<1024> complaints;
    static_cast<void>(kernel::parse_command_line(info.command_line.view(), complaints));
    return 0;
}
