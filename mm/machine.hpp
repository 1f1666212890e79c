// SPDX-License-Identifier: MIT
// What memory management asks of a machine. Defined once by arch/x86_32 and once by tests/sim (page walker
// and one TLB per CPU); bound at link time, inlined by the link-time optimiser.
#pragma once

#include "lib/address.hpp"
#include "lib/cpu_mask.hpp"

#include <cstddef>

namespace hw {

/// Drops this CPU's translation of one page, global or not. Any context; the caller must not migrate.
void flush_page(VirtAddr page) noexcept;

/// Drops every translation of this CPU, including global ones. Any context; the caller must not migrate.
void flush_all() noexcept;

/// Makes `root` (KernelSpace::root) this CPU's page tables and drops every old translation. From here on
/// lowmem() reaches up to KernelSpace::lowmem_end.
void load_page_tables(PhysAddr root) noexcept;

/// The root that this CPU uses.
[[nodiscard]] PhysAddr page_table_root() noexcept;

/// Drops the translations of `pages` (whole pages; including global ones) on those CPUs of `cpus` that run;
/// returns when each of them has. CPUs that are not up have nothing to drop and are passed over. Any
/// context but an interrupt or NMI handler; with interrupts off the caller answers other CPUs' requests
/// while it waits for its own.
void flush_range_on(lib::CpuMask cpus, VirtRange pages) noexcept;

/// The same on every CPU.
void flush_range_everywhere(VirtRange pages) noexcept;

/// Copies `bytes` between addresses that may not be mapped. Returns how many bytes were *not* copied: 0, or
/// fewer than asked for when an access faulted and nobody resolved the fault. Faults inside a mapping
/// window are not short copies: they are judged first, and stop (mm/window_judge.hpp).
[[nodiscard]] u32 copy_catching_faults(VirtAddr to, VirtAddr from, u32 bytes) noexcept(false);
/// The same for writing zeros.
[[nodiscard]] u32 clear_catching_faults(VirtAddr to, u32 bytes) noexcept(false);

/// Fills a page with zeros; copies a page to another one. Pointers as hw::at() gives them, to the first byte
/// of a page. One instruction for each of the 1024 words, which memcpy() cannot promise.
void clear_page(std::byte* page) noexcept(false);
void copy_page(std::byte* to, std::byte const* from) noexcept(false);

/// What memcpy() does, for a length that is known only at run time: two instructions in place of a call.
/// The two must not overlap.
void copy_bytes(std::byte* to, std::byte const* from, std::size_t bytes) noexcept(false);

/// A pointer to lowmem through the direct map. Precondition: `address` is below the direct map's end (before
/// the final tables are loaded: below the early map's end, 16 MiB). Never fails; checked in the simulator.
[[nodiscard]] std::byte* lowmem(PhysAddr address) noexcept;

/// A pointer to an address of this kernel's space. In the simulator it translates through this CPU's TLB, so
/// it is good for one page, and for as long as the translation is; a not-present page is a simulated page
/// fault.
[[nodiscard]] std::byte* at(VirtAddr address) noexcept(false);

} // namespace hw
