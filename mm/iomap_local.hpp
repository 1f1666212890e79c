// SPDX-License-Identifier: MIT
// A page of a device's memory for the running thread, through the same slots and in the same order as
// kmap_local. Linux: include/linux/io-mapping.h, whose io_mapping_map_local_wc() checks where an access
// begins; here it is also checked where it ends.
#pragma once

#include "mm/kmap_local.hpp"

namespace mm {

/// A stretch of physical addresses that belongs to a device.
class IoMapping {
public:
    /// [begin, begin + bytes), cached so; it ends below 16 TiB. Stops with CacheAlias if any of it is RAM:
    /// RAM is write-back everywhere else, and a frame must not be cached in two ways (SDM 3A, 11.12.4).
    /// `name` is a literal.
    IoMapping(char const* name, PhysAddr begin, u64 bytes, Cache cache);

    [[nodiscard]] char const* name() const { return name_; }
    [[nodiscard]] PhysAddr begin() const { return begin_; }
    [[nodiscard]] u64 bytes() const { return bytes_; }

    /// Do `bytes` bytes at `offset` lie in the device, and in one page?
    [[nodiscard]] bool has_in_one_page(u64 offset, u32 bytes) const
    {
        // Each comparison subtracts what the previous one has shown to be smaller: there is no sum that
        // could wrap.
        return offset <= bytes_ && bytes <= bytes_ - offset &&
               bytes <= kPageSize - (begin_ + offset).page_offset();
    }
    /// What maps a frame of the device.
    [[nodiscard]] Pte entry(Pfn pfn) const { return Pte::frame(pfn, flags_.low(), flags_.high()); }

private:
    char const* name_;
    PhysAddr begin_;
    u64 bytes_;
    Pte flags_; ///< of every page's entry, worked out once
};

/// Stops: the bytes do not lie in the device, or not in one page.
[[noreturn, gnu::cold]] void stop_out_of_bounds(IoMapping const& device, u64 offset, u32 bytes);

/// The address of `bytes` bytes at `offset` of a device, which must lie in one page. Stops with OutOfBounds
/// if they do not, or if the device ends before they do. Context, nesting and lifetime as kmap_local_pfn().
[[nodiscard, gnu::always_inline]] inline VirtAddr iomap_local(IoMapping const& device, u64 offset, u32 bytes)
{
    if (!device.has_in_one_page(offset, bytes)) [[unlikely]]
        stop_out_of_bounds(device, offset, bytes);
    PhysAddr const begin = device.begin() + offset;
    return kmap_local_entry(device.entry(Pfn::of(begin))) + begin.page_offset();
}

/// Stops with CacheAlias if any of the frames is RAM. `name` is whose they are meant to be.
void refuse_ram(char const* name, FrameRange frames);

/// One whole frame of a device, for a caller that has checked it. Stops with CacheAlias if it is RAM.
[[nodiscard, gnu::always_inline]] inline VirtAddr iomap_local_pfn(Pfn pfn, Protection protection = kDevice)
{
    refuse_ram("iomap_local_pfn", {pfn, pfn + 1});
    return kmap_local_pfn(pfn, protection);
}

/// As kunmap_local(), and in one common order with it.
inline void iounmap_local(VirtAddr address) { kunmap_local(address); }

/// Some bytes of a device for a scope.
class [[nodiscard]] IoLocalMap {
public:
    [[gnu::always_inline]] IoLocalMap(IoMapping const& device, u64 offset, u32 bytes)
        : address_{iomap_local(device, offset, bytes)}, bytes_{bytes}
    {
    }
    ~IoLocalMap() noexcept(false) { iounmap_local(address_); }
    IoLocalMap(IoLocalMap const&) = delete;
    IoLocalMap& operator=(IoLocalMap const&) = delete;
    static void* operator new(std::size_t) = delete;

    [[nodiscard]] VirtAddr address() const { return address_; }
    /// Volatile: a device may change what was just written, and every access must reach it.
    [[nodiscard]] std::span<std::byte volatile> bytes() & { return {hw::at(address_), bytes_}; }
    std::span<std::byte volatile> bytes() && = delete; // a span must not outlive its map

private:
    VirtAddr address_;
    u32 bytes_;
};

} // namespace mm
