// SPDX-License-Identifier: MIT
#include "mm/direct_unmap.hpp"

#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kernel_space.hpp"

namespace mm {

bool is_direct_unmap(VirtAddr address)
{
    return address - layout::kKernelBase < detail::directly_shown.end.raw() << kPageShift;
}

void check_direct_unmap(VirtAddr address)
{
    Frame const frame{Pfn{(address - layout::kKernelBase) >> kPageShift}};
    if (frames().compound_head(frame)) return;
    lib::Report report;
    report.kind = lib::ReportKind::NotASlot;
    lib::print(report.headline,
               "thread '{}' calls kunmap_local({}), which no mapping call returned: it lies in frame {} of "
               "lowmem, which is free or the kernel's own",
               thread_name(), address, frame.pfn());
    lib::stop(report);
}

} // namespace mm
