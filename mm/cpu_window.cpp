// SPDX-License-Identifier: MIT
#include "mm/cpu_window.hpp"

#include "lib/check.hpp"
#include "mm/context.hpp"
#include "mm/kernel_space.hpp"
#include "mm/local_stack.hpp"
#include "mm/page_table.hpp"

namespace mm {

namespace {

/// One after the other.
struct Windows {
    VirtAddr begin;
    u32 pages; ///< of each
};
constexpr Windows kUsualWindows{layout::kLocalWindows.begin, layout::kLocalPagesPerCpu};
constinit Windows g_windows = kUsualWindows;

} // namespace

LocalWindow window_of_cpu(u32 index)
{
    VirtAddr const base = g_windows.begin + index * g_windows.pages * kPageSize;
    Pte const table = walk(kernel_space().root, base).directory;
    CHECK(table.present());
    return {base, &table_at(table.pfn())[table_index(base)]};
}

VirtRange cpu_windows()
{
    u32 const pages = kMaxCpus * g_windows.pages + 1;
    return {g_windows.begin, g_windows.begin + pages * kPageSize};
}

u32 pages_per_cpu_window() { return g_windows.pages; }

void move_windows(VirtAddr begin, u32 slots)
{
    CHECK(begin.raw() % (2 * slots * kPageSize) == 0 && kEntriesPerTable % (2 * slots) == 0);
    g_windows = {begin, 2 * slots};
    for (u32 cpu = 0; cpu < kMaxCpus; ++cpu) {
        LocalStack* const running = holder_of(WindowOwner{cpu}).stack;
        if (running == nullptr) continue;
        cpu_window(cpu).slots = window_of_cpu(cpu);
        running->use_window(cpu_window(cpu).slots);
    }
}

void move_windows_back() { move_windows(kUsualWindows.begin, kUsualWindows.pages / 2); }

} // namespace mm
