// SPDX-License-Identifier: MIT
// The kernel's address space: one table, proved by the assertions below; a lesson of the tour prints it.
// All but the topmost line of it lies in the last GiB, so one page directory describes it, and every CPU
// shares it. With window=thread, each CPU has a directory of its own besides (mm/cpu_space.hpp).
//
//   0x8000_0000  +-------------------------------+
//                |  window of a thread (2 MiB)   |  kmap_local's slots of the thread that runs here
//   0x8020_0000  +-------------------------------+  unmapped to the end of the GiB
//
//   0xC000_0000  +-------------------------------+
//                |  direct map    (<= 640 MiB)   |  lowmem in 2 MiB pages; in it the kernel's image in 4 KiB
//                |                               |  pages: text R-X, constants R--, data RW-
//   0xE800_0000  +-------------------------------+  2 MiB gap
//   0xE820_0000  |  vmap area       (358 MiB)    |  vmap(), kernel stacks: any CPU
//   0xFE80_0000  +-------------------------------+  2 MiB gap
//   0xFEA0_0000  |  kmap window                  |  kmap(): guard, page, guard, ..., guard: any CPU
//   0xFF00_0000  +-------------------------------+  2 MiB gap
//   0xFF20_0000  |  fixmap                       |  device pages, then each CPU's kmap_local slots
//   0xFFC0_0000  +-------------------------------+  unused to the end
//
// The direct map is 512 MiB by default although 640 fit, because QEMU keeps one aligned power-of-two range
// that covers all large pages in use, and an invlpg inside it drops the whole software TLB. With 512 MiB from
// 0xC000_0000 on, that range ends at 0xE000_0000 and covers no window.
#pragma once

#include "lib/address.hpp"
#include "lib/processor.hpp"

namespace mm::layout {

using ::kMaxCpus;

/// Never defined. It is not constexpr, so a region() that calls it does not compile, and this name is in the
/// compiler's message.
void region_does_not_end_below_4_gib();

/// `bytes` bytes from `begin` on. Computed in 64 bits: a 32-bit sum that wraps is small, and looks as if it
/// fitted.
[[nodiscard]] consteval VirtRange region(VirtAddr begin, u64 bytes)
{
    if ((begin.raw() + bytes) >> 32 != 0) region_does_not_end_below_4_gib();
    return {begin, begin + static_cast<u32>(bytes)};
}

inline constexpr VirtAddr kKernelBase{0xC000'0000}; ///< direct map: virtual = physical + this
inline constexpr u32 kDirectMapMax = 640u << 20;
inline constexpr u32 kDirectMapDefault = 512u << 20;

inline constexpr VirtAddr kVideoMemory = kKernelBase + 0xA'0000; ///< of a PC; then the BIOS, then the image

inline constexpr VirtRange kDirectMap = region(kKernelBase, kDirectMapMax);
inline constexpr VirtRange kVmapArea = region(VirtAddr{0xE820'0000}, u64{358} << 20);

inline constexpr u32 kSharedSlots = 512; ///< usable slots of the kmap window
inline constexpr VirtRange kKmapWindow =
    region(VirtAddr{0xFEA0'0000}, (2 * u64{kSharedSlots} + 1) * kPageSize);

inline constexpr VirtAddr kFixmapBase{0xFF20'0000};
/// Named device pages, each with a guard behind it (mm/fixmap.hpp): one page table.
inline constexpr u32 kFixmapDevicePages = 512;
inline constexpr VirtRange kFixmapDevices = region(kFixmapBase, u64{kFixmapDevicePages} * kPageSize);

// Doubled slots. Page 0 is a guard, page 1 a slot, page 2 a guard ...: a guard on both sides of every page,
// between CPUs, and against the neighbours of the window.
inline constexpr u32 kLocalThreadDepth = 16; ///< nested mappings of a thread
inline constexpr u32 kLocalIrqDepth = 16;    ///< and of interrupts above them
inline constexpr u32 kLocalDepth = kLocalThreadDepth + kLocalIrqDepth;
/// Guard, page, ..., guard, page; the next CPU's first guard closes it.
inline constexpr u32 kLocalPagesPerCpu = 2 * kLocalDepth;
inline constexpr u64 kLocalBytes = u64{kMaxCpus} * kLocalPagesPerCpu * kPageSize;
/// Includes the guard behind the last CPU's slots, which needs no page table.
inline constexpr VirtRange kLocalWindows = region(kFixmapDevices.end, kLocalBytes + kPageSize);
inline constexpr VirtRange kFixmap = region(kFixmapBase, kFixmapDevices.bytes() + kLocalBytes);

/// The same slots with window=thread: one window, in which each thread begins at another slot.
inline constexpr VirtRange kThreadWindow = region(VirtAddr{0x8000'0000}, kLargePageSize);

inline constexpr u32 kGap = kLargePageSize; ///< least distance between regions: a whole unmapped page table

[[nodiscard]] constexpr bool keep_apart(VirtRange below, VirtRange above)
{
    return u64{below.end.raw()} + kGap <= above.begin.raw();
}
static_assert(keep_apart(kDirectMap, kVmapArea) && keep_apart(kVmapArea, kKmapWindow) &&
              keep_apart(kKmapWindow, kFixmap));
static_assert(!keep_apart({VirtAddr{0}, VirtAddr{0xFFF0'0000}}, kKmapWindow),
              "a sum that wraps must not look like a gap");
static_assert(u64{kKernelBase.raw()} + kDirectMapDefault <= 0xE000'0000,
              "QEMU's large-page range must not cover a window");
static_assert(kLargePageSize % (kLocalPagesPerCpu * kPageSize) == 0 &&
                  kLocalWindows.begin.raw() % kLargePageSize == 0,
              "the entries of a CPU's slots must be in one page table");

} // namespace mm::layout
