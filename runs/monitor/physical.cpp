// SPDX-License-Identifier: MIT
#include "runs/monitor/physical.hpp"

#include "kernel/hw/cpu_info.hpp"
#include "kernel/start/memory.hpp"
#include "mm/kmap_local.hpp"

#include <algorithm>

namespace kernel::monitor {

namespace {

mm::Protection protection_for(PhysAddr address)
{
    return backing_of(address) == Backing::Ram ? mm::kReadWrite : mm::kDevice;
}

// Volatile and in whole words: registers of a local APIC answer to nothing else.
u32 read_aligned_word(VirtAddr address)
{
    return *reinterpret_cast<u32 const volatile*>(hw::at(VirtAddr{address.raw() & ~u32{3}}));
}

std::byte read_byte_of_word(VirtAddr address)
{
    return static_cast<std::byte>(read_aligned_word(address) >> 8 * (address.raw() % 4));
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
    for (std::byte& byte : into) {
        byte = read_byte_of_word(address);
        address = address + 1;
    }
}

void write_physical(PhysAddr to, std::span<std::byte const> from)
{
    mm::LocalMap const map{Pfn::of(to), protection_for(to)};
    auto* const at = reinterpret_cast<std::byte volatile*>(hw::at(map.address() + to.page_offset()));
    std::copy(from.begin(), from.end(), at);
}

} // namespace kernel::monitor
