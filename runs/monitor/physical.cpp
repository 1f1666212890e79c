// SPDX-License-Identifier: MIT
#include "runs/monitor/physical.hpp"

#include "kernel/hw/cpu_info.hpp"
#include "kernel/start/memory.hpp"
#include "mm/kmap_local.hpp"

#include <algorithm>
#include <cstring>

namespace kernel::monitor {

namespace {

mm::Protection protection_for(PhysAddr address)
{
    return backing_of(address) == Backing::Ram ? mm::kReadWrite : mm::kDevice;
}

// Volatile, and as wide as it can be, once: registers of a local APIC answer to whole words only, and others
// change by being read.
u32 read_aligned_word(VirtAddr address)
{
    return *reinterpret_cast<u32 const volatile*>(hw::at(VirtAddr{address.raw() & ~u32{3}}));
}

template <class Word> void write_word(VirtAddr address, std::span<std::byte const> from)
{
    Word word;
    std::memcpy(&word, from.data(), sizeof(word));
    *reinterpret_cast<Word volatile*>(hw::at(address)) = word;
}

// How many bytes one access can write: 4 or 2 where these lie together, or 1.
u32 width_at(VirtAddr address, std::size_t bytes)
{
    if (address.raw() % 4 == 0 && bytes >= 4) return 4;
    return address.raw() % 2 == 0 && bytes >= 2 ? 2 : 1;
}

u32 write_widest(VirtAddr address, std::span<std::byte const> from)
{
    u32 const width = width_at(address, from.size());
    if (width == 4)
        write_word<u32>(address, from);
    else if (width == 2)
        write_word<u16>(address, from);
    else
        write_word<u8>(address, from);
    return width;
}

} // namespace

Backing backing_of(PhysAddr address)
{
    if (address.raw() >> hw::cpu_info().phys_bits != 0) return Backing::BeyondCpu;
    auto const ram = memory().map.ram();
    bool const is_ram = std::any_of(ram.begin(), ram.end(),
                                    [address](FrameRange piece) { return piece.contains(Pfn::of(address)); });
    return is_ram ? Backing::Ram : Backing::NotRam;
}

std::string_view backing_name(Backing backing)
{
    switch (backing) {
    case Backing::Ram: return "RAM";
    case Backing::NotRam: return "not our RAM: a device, the firmware's memory, or nothing";
    case Backing::BeyondCpu: return "beyond the address bits of this CPU";
    }
    return {};
}

void read_physical(PhysAddr from, std::span<std::byte> into)
{
    mm::LocalMap const map{Pfn::of(from), protection_for(from)};
    VirtAddr address = map.address() + from.page_offset();
    u32 word = read_aligned_word(address);
    for (std::byte& byte : into) {
        byte = static_cast<std::byte>(word >> 8 * (address.raw() % 4));
        address = address + 1;
        if (address.raw() % 4 == 0 && &byte != &into.back()) word = read_aligned_word(address);
    }
}

void write_physical(PhysAddr to, std::span<std::byte const> from)
{
    mm::LocalMap const map{Pfn::of(to), protection_for(to)};
    for (VirtAddr address = map.address() + to.page_offset(); !from.empty();) {
        u32 const written = write_widest(address, from);
        address = address + written;
        from = from.subspan(written);
    }
}

} // namespace kernel::monitor
