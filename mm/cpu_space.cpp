// SPDX-License-Identifier: MIT
#include "mm/cpu_space.hpp"

#include "mm/kernel_space.hpp"
#include "mm/layout.hpp"
#include "mm/page_table.hpp"
#include "mm/table_frames.hpp"

namespace mm {

namespace {

constexpr u32 kOwn = pdpt_index(layout::kThreadWindow.begin);
static_assert(kOwn != pdpt_index(layout::kKernelBase) && directory_index(layout::kThreadWindow.begin) == 0);

} // namespace

CpuSpace boot_cpu_space()
{
    PhysAddr const root = kernel_space().root;
    return {root, table_behind(pointers_at(root)[kOwn]).data()};
}

std::optional<CpuSpace> make_cpu_space()
{
    TableChain frames;
    if (!take_tables(lowmem_tables(), 2, frames)) return std::nullopt;
    PhysAddr const root = frames.pop().base();
    Pfn const own = frames.pop();
    auto const shared = pointers_at(kernel_space().root);
    auto const pointers = pointers_at(root);
    for (u32 index = 0; index < pointers.size(); ++index)
        publish(pointers[index], index == kOwn ? Pte::frame(own, Pte::kPresent) : read_entry(shared[index]));
    return CpuSpace{root, table_at(own).data()};
}

} // namespace mm
