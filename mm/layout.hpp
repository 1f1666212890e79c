// SPDX-License-Identifier: MIT
// THE kernel address map: one table, proved below, printed at boot (runs/tour/). Everything lies in the
// last GiB, so one page directory describes it all and every CPU shares it.
//
//   0xC000_0000  +-------------------------------+  direct map of lowmem, 2 MiB pages; the kernel image in
//                |  direct map    (<= 640 MiB)   |  4 KiB pages: text R-X, constants R--, data RW-
//   0xE800_0000  +-------------------------------+  2 MiB gap
//   0xE820_0000  |  vmap area       (334 MiB)    |  vmap(), kernel stacks: any CPU
//   0xFD00_0000  +-------------------------------+  2 MiB gap
//   0xFD20_0000  |  kmap window                  |  kmap(): guard, page, guard, ..., guard: any CPU
//   0xFD80_0000  +-------------------------------+  2 MiB gap
//   0xFDA0_0000  |  fixmap                       |  device pages, then each CPU's kmap_local slots
//   0xFFC0_0000  +-------------------------------+  unused to the end
//
// Why the direct map is 512 MiB by default although 640 fit: QEMU keeps one aligned power-of-two range that
// covers all large pages in use, and an invlpg inside it drops the whole software TLB. 0xC000_0000 + 512 MiB
// keeps that range below 0xE000_0000, clear of every window.
#pragma once

#include "lib/address.hpp"
#include "lib/processor.hpp"

namespace mm::layout {

using ::kMaxCpus;

inline constexpr VirtAddr kKernelBase{0xC000'0000}; ///< direct map: virtual = physical + this
inline constexpr u32 kDirectMapMax = 640u << 20;
inline constexpr u32 kDirectMapDefault = 512u << 20;

inline constexpr VirtRange kDirectMap{kKernelBase, kKernelBase + kDirectMapMax};
inline constexpr VirtRange kVmapArea{VirtAddr{0xE820'0000}, VirtAddr{0xFD00'0000}};

// Doubled slots. Page 0 is a guard, page 1 a slot, page 2 a guard ...: a guard on both sides of every page,
// between CPUs, and against the neighbours of the window.
inline constexpr u32 kLocalThreadDepth = 16; ///< nested mappings of a thread
inline constexpr u32 kLocalIrqDepth = 16;    ///< and of interrupts above them
inline constexpr u32 kLocalDepth = kLocalThreadDepth + kLocalIrqDepth;
inline constexpr u32 kLocalSpareSlots = 96; ///< only for kmap.debug=quarantine, which leaves slots out
inline constexpr u32 kLocalSlots = kLocalDepth + kLocalSpareSlots;
inline constexpr u32 kLocalPagesPerCpu =
    2 * kLocalSlots; ///< guard, page, ..., guard, page; the next CPU's first guard closes it

inline constexpr u32 kSharedSlots = 512; ///< usable slots of the kmap window
inline constexpr VirtRange kKmapWindow{VirtAddr{0xFD20'0000},
                                       VirtAddr{0xFD20'0000} + (2 * kSharedSlots + 1) * kPageSize};

inline constexpr VirtAddr kFixmapBase{0xFDA0'0000};
inline constexpr u32 kFixmapDevicePages =
    510; ///< named device pages, each with a guard behind it (mm/fixmap.hpp)
inline constexpr VirtAddr kLocalBase = kFixmapBase + kFixmapDevicePages * kPageSize;
inline constexpr u32 kLocalPages = kMaxCpus * kLocalPagesPerCpu + 1; ///< + the guard after the last CPU
inline constexpr VirtRange kLocalWindows{kLocalBase, kLocalBase + kLocalPages* kPageSize};
inline constexpr VirtRange kFixmap{kFixmapBase, VirtAddr{0xFFC0'0000}};

inline constexpr u32 kGap = kLargePageSize; ///< least distance between regions: a whole unmapped page table

static_assert(kDirectMap.end + kGap <= kVmapArea.begin);
static_assert(kVmapArea.end + kGap <= kKmapWindow.begin);
static_assert(kKmapWindow.end + kGap <= kFixmap.begin);
static_assert(kLocalWindows.end <= kFixmap.end, "all CPUs' slots fit the fixmap");
static_assert(kKernelBase.raw() + kDirectMapDefault <= 0xE000'0000,
              "windows stay out of QEMU's large-page range");
static_assert(kLocalPagesPerCpu == 256, "one CPU's slots are 1 MiB: a shift, not a multiplication");

} // namespace mm::layout
