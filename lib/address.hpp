// SPDX-License-Identifier: MIT
// Addresses and frame numbers as types of their own. Under PAE a physical address is wider than a pointer:
// the classic mistake is to let one slip into 32 bits, so nothing here converts implicitly. Read next:
// mm/pae.hpp (page-table entries), mm/layout.hpp (what lies where).
#pragma once

#include "lib/types.hpp"

#include <compare>
#include <concepts>
#include <cstdint>

inline constexpr u32 kPageShift = 12;
inline constexpr u32 kPageSize = 1u << kPageShift;
inline constexpr u32 kPageMask = ~(kPageSize - 1);
inline constexpr u32 kLargePageShift = 21; // PAE: one directory entry covers 2 MiB, not 4
inline constexpr u32 kLargePageSize = 1u << kLargePageShift;
inline constexpr u32 kFramesPerLargePage = kLargePageSize / kPageSize;

/// A byte of physical memory. 64 bits on every host and target.
class PhysAddr {
public:
    constexpr PhysAddr() = default;
    /// From 64 bits only: what was computed in fewer has lost its upper bits before it comes here, as in
    /// `PhysAddr{pfn << 12}`. Write `u64{pfn} << 12`.
    template <class Raw>
    requires(std::unsigned_integral<Raw> && sizeof(Raw) == sizeof(u64)) constexpr explicit PhysAddr(Raw raw)
        : raw_{raw}
    {
    }

    [[nodiscard]] constexpr u64 raw() const { return raw_; }
    [[nodiscard]] constexpr bool page_aligned() const { return raw_ % kPageSize == 0; }
    /// Bytes past the start of its frame, 0 to 4095.
    [[nodiscard]] constexpr u32 page_offset() const { return static_cast<u32>(raw_ % kPageSize); }

    constexpr auto operator<=>(PhysAddr const&) const = default;
    constexpr PhysAddr operator+(u64 bytes) const { return PhysAddr{raw_ + bytes}; }
    constexpr PhysAddr operator-(u64 bytes) const { return PhysAddr{raw_ - bytes}; }
    constexpr u64 operator-(PhysAddr other) const { return raw_ - other.raw_; }

private:
    u64 raw_ = 0;
};

/// A byte of the kernel's address space. 32 bits even where the tests run on a 64-bit host: the simulated
/// kernel lives in the same 4 GiB.
class VirtAddr {
public:
    constexpr VirtAddr() = default;
    constexpr explicit VirtAddr(u32 raw) : raw_{raw} {}

    [[nodiscard]] constexpr u32 raw() const { return raw_; }
    [[nodiscard]] constexpr bool page_aligned() const { return raw_ % kPageSize == 0; }
    [[nodiscard]] constexpr VirtAddr page() const { return VirtAddr{raw_ & kPageMask}; }
    [[nodiscard]] constexpr u32 page_offset() const { return raw_ % kPageSize; }

    constexpr auto operator<=>(VirtAddr const&) const = default;
    constexpr VirtAddr operator+(u32 bytes) const { return VirtAddr{raw_ + bytes}; }
    constexpr VirtAddr operator-(u32 bytes) const { return VirtAddr{raw_ - bytes}; }
    constexpr u32 operator-(VirtAddr other) const { return raw_ - other.raw_; }

private:
    u32 raw_ = 0;
};

/// The number of a frame: physical address divided by 4096. Says nothing about whether RAM is there.
class Pfn {
public:
    constexpr Pfn() = default;
    constexpr explicit Pfn(u32 raw) : raw_{raw} {}

    /// Has the frame that holds `address` a number? Those from 16 TiB on have none, because a number has 32
    /// bits. For addresses that others wrote down.
    [[nodiscard]] static constexpr bool exists(PhysAddr address)
    {
        return address.raw() >> kPageShift >> 32 == 0;
    }
    /// The frame that holds `address`. Precondition: it exists.
    [[nodiscard]] static constexpr Pfn of(PhysAddr address)
    {
        return Pfn{static_cast<u32>(address.raw() >> kPageShift)};
    }
    [[nodiscard]] constexpr u32 raw() const { return raw_; }
    [[nodiscard]] constexpr PhysAddr base() const { return PhysAddr{u64{raw_} << kPageShift}; }

    constexpr auto operator<=>(Pfn const&) const = default;
    constexpr Pfn operator+(u32 frames) const { return Pfn{raw_ + frames}; }
    constexpr Pfn operator-(u32 frames) const { return Pfn{raw_ - frames}; }
    constexpr u32 operator-(Pfn other) const { return raw_ - other.raw_; }

private:
    u32 raw_ = 0;
};

/// Bytes [begin, end) of physical memory.
struct PhysRange {
    PhysAddr begin;
    PhysAddr end;

    [[nodiscard]] constexpr u64 bytes() const { return begin < end ? end - begin : 0; }
    [[nodiscard]] constexpr bool contains(PhysAddr address) const
    {
        return begin <= address && address < end;
    }
    constexpr bool operator==(PhysRange const&) const = default;
};

/// Frames [begin, end).
struct FrameRange {
    Pfn begin;
    Pfn end;

    [[nodiscard]] constexpr u32 count() const { return begin < end ? end - begin : 0; }
    [[nodiscard]] constexpr bool empty() const { return count() == 0; }
    [[nodiscard]] constexpr bool contains(Pfn pfn) const { return begin <= pfn && pfn < end; }
    constexpr bool operator==(FrameRange const&) const = default;
};

/// Addresses [begin, end) of the kernel's space. An end of 0 would mean 4 GiB; no range of ours reaches
/// there.
struct VirtRange {
    VirtAddr begin;
    VirtAddr end;

    [[nodiscard]] constexpr u32 bytes() const { return end - begin; }
    [[nodiscard]] constexpr u32 pages() const { return bytes() / kPageSize; }
    [[nodiscard]] constexpr bool contains(VirtAddr address) const
    {
        return begin <= address && address < end;
    }
    constexpr bool operator==(VirtRange const&) const = default;
};

/// Where something of this kernel lies: an object, or code. On a 64-bit host, the lower half of its address,
/// which is good for comparing only.
[[nodiscard]] inline VirtAddr virt_addr_of(void const* pointer)
{
    return VirtAddr{static_cast<u32>(reinterpret_cast<std::uintptr_t>(pointer))};
}

static_assert(!std::convertible_to<PhysAddr, VirtAddr> && !std::convertible_to<VirtAddr, PhysAddr>);
static_assert(!std::constructible_from<PhysAddr, u32> && !std::constructible_from<PhysAddr, int>);
static_assert(!std::convertible_to<u64, PhysAddr> && !std::convertible_to<u32, VirtAddr>);
static_assert(!std::convertible_to<Pfn, PhysAddr> && !std::convertible_to<PhysAddr, Pfn>);
static_assert(Pfn::exists(PhysAddr{(1ull << 44) - 1}) && !Pfn::exists(PhysAddr{1ull << 44}));
static_assert(Pfn{0x10'0000}.base() == PhysAddr{0x1'0000'0000ull}, "the first frame above 4 GiB");
