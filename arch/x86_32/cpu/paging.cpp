// SPDX-License-Identifier: MIT
// Changing over to the final page tables, on each CPU. Three facts about PAE that decide how:
//
// * The CPU copies the four PDPT entries when CR3 is loaded and uses the copies (SDM vol. 3A, 4.4.1). All the
//   entries that will ever be used are there before the first load, and nobody edits them afterwards.
// * The PDPT is 32-byte aligned and below 4 GiB: CR3 has no room for more.
// * A load of CR3 leaves global translations alone (4.10.4.1). They go by INVLPG, one by one, or all at once
//   when CR4.PGE changes; so flush_all() toggles it.
#include "arch/x86_32/cpu/paging.hpp"

#include "arch/x86_32/cpu/gdt.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/paging.hpp"
#include "lib/check.hpp"
#include "mm/machine.hpp"

namespace arch {
namespace {

constexpr u32 kEfer = 0xC000'0080;
constexpr u32 kPat = 0x277;

// What the CPUs start with, but for entry 3, PCD and PWT both set: write-combining instead of uncached. That
// is mm::Cache's encoding. Nothing has been mapped with entry 3 so far, so no cache line and no translation
// has to be flushed for the change (SDM vol. 3A, 11.12.4).
constexpr u64 kPatValue = 0x0007'0406'0107'0406;

} // namespace
} // namespace arch

namespace hw {

// Before any entry relies on them: without EFER.NXE, for example, NX is a reserved bit and its first use a
// fault. Nothing is global in the early tables.
mm::EntryFeatures enable_entry_features(bool allow_nx) noexcept
{
    kernel::CpuInfo const& info = cpu_info();
    bool const use_nx = info.nx && allow_nx;
    if (use_nx) arch::wrmsr(arch::kEfer, arch::rdmsr(arch::kEfer) | arch::kEferNoExecute);
    if (info.pge) arch::write_cr4(arch::read_cr4() | arch::kCr4GlobalPages);
    if (info.pat) arch::wrmsr(arch::kPat, arch::kPatValue);
    return {.nx_high = use_nx ? mm::Pte::kNxHigh : 0,
            .global = info.pge ? mm::Pte::kGlobal : 0,
            .pat = info.pat,
            .phys_bits = info.phys_bits};
}

PhysAddr early_map_end() noexcept { return PhysAddr{u64{arch::kEarlyMapBytes}}; }

PhysAddr page_table_root() noexcept { return PhysAddr{u64{arch::read_cr3() & ~u32{31}}}; }

void flush_page(VirtAddr page) noexcept { arch::invlpg(page); }

void flush_all() noexcept
{
    u32 const cr4 = arch::read_cr4();
    if ((cr4 & arch::kCr4GlobalPages) != 0) {
        arch::write_cr4(cr4 & ~arch::kCr4GlobalPages);
        arch::write_cr4(cr4);
    } else {
        arch::write_cr3(arch::read_cr3());
    }
}

} // namespace hw
