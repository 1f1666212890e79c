// SPDX-License-Identifier: MIT
// Filling the page that ap_trampoline.asm runs in.
#include "arch/x86_32/apic/ap_trampoline.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "lib/check.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"
#include "mm/map_range.hpp"

#include <algorithm>
#include <array>

extern "C" std::byte const ap_trampoline_begin[], ap_trampoline_protected[], ap_trampoline_gdt[],
    ap_trampoline_parameters[], ap_trampoline_end[];
extern "C" void arch_secondary_entry();

namespace arch {

namespace {

struct Parameters { // as in ap_trampoline.asm
    u32 open;
    u32 page;
    u32 protected_offset, protected_selector;
    u32 gdt_limit_and_base_low, gdt_base_high; // 16 bits of limit, then 32 of base
    u32 cr4;
    u32 efer;
    u32 temporary_cr3;
    u32 cr0;
    u32 final_cr3;
    u32 stack_top;
    u32 entry;
    u32 index;
};

constexpr u32 kCodeSelector = 0x08; // in the page's own segment table
constexpr u32 kGdtLimit = 3 * 8 - 1;

PhysAddr image_physical(void const* object)
{
    return PhysAddr{u64{virt_addr_of(object) - mm::layout::kKernelBase}};
}

// The tables between real mode and the kernel's own: they map the page at its own address, and the kernel
// at its own. The final tables have no page below the kernel, and never get one.
class TemporaryTables final : public mm::TableFrames {
public:
    void fill(Pfn page)
    {
        VirtAddr const same{static_cast<u32>(page.base().raw())};
        std::ranges::copy(mm::pointers_at(mm::kernel_space().root), pointers_.begin());
        directory_ = {};
        table_ = {};
        mm::retract(pointers_[mm::pdpt_index(same)]);
        mm::publish(pointers_[mm::pdpt_index(same)],
                    mm::Pte::frame(frame_of(&directory_), mm::Pte::kPresent));
        mm::AddressSpace const not_loaded{root(), *this, {}};
        mm::map_range(not_loaded, same, {page, page + 1}, {kExecutable}).must();
    }
    [[nodiscard]] PhysAddr root() const { return image_physical(&pointers_); }

    [[nodiscard]] std::optional<Pfn> take() override { return frame_of(&table_); } // there is one page to map
    void give(Pfn) override {}

private:
    static constexpr mm::Protection kExecutable{mm::Rights::Execute, mm::Cache::WriteBack};

    static Pfn frame_of(void const* table) { return Pfn::of(image_physical(table)); }

    alignas(32) std::array<mm::PteSlot, 4> pointers_{};
    alignas(kPageSize) std::array<mm::PteSlot, mm::kEntriesPerTable> directory_{};
    alignas(kPageSize) std::array<mm::PteSlot, mm::kEntriesPerTable> table_{};
};
constinit TemporaryTables g_tables;

Parameters parameters_for(Pfn page, u32 index, hw::CpuStart const& start)
{
    auto const at = static_cast<u32>(page.base().raw());
    u32 const gdt = at + static_cast<u32>(ap_trampoline_gdt - ap_trampoline_begin);
    return {.open = 0,
            .page = at,
            .protected_offset = at + static_cast<u32>(ap_trampoline_protected - ap_trampoline_begin),
            .protected_selector = kCodeSelector,
            .gdt_limit_and_base_low = gdt << 16 | kGdtLimit,
            .gdt_base_high = gdt >> 16,
            .cr4 = read_cr4() & ~kCr4GlobalPages, // to be set when paging is on already (SDM 3A, 4.10.2.4)
            .efer = mm::entry_features().nx_high != 0 ? kEferNoExecute : 0,
            .temporary_cr3 = static_cast<u32>(g_tables.root().raw()),
            .cr0 = read_cr0(),
            .final_cr3 = static_cast<u32>(start.root.raw()),
            .stack_top = start.stack_top.raw(),
            .entry = virt_addr_of(reinterpret_cast<void const*>(&arch_secondary_entry)).raw(),
            .index = index};
}

// Where the page has its parameters, seen through the direct map.
Parameters& parameters_in(Pfn page)
{
    auto* const bytes = hw::lowmem(page.base()) + (ap_trampoline_parameters - ap_trampoline_begin);
    return *reinterpret_cast<Parameters*>(bytes);
}

} // namespace

ApTrampoline::ApTrampoline(Pfn page, u32 index, hw::CpuStart const& start)
    : page_{page}, door_{parameters_in(page).open}
{
    CHECK(page.base() + kPageSize <= PhysAddr{1_MiB});
    g_tables.fill(page);
    std::copy(ap_trampoline_begin, ap_trampoline_end, hw::lowmem(page.base()));
    parameters_in(page) = parameters_for(page, index, start);
}

} // namespace arch
