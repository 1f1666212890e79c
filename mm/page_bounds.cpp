// SPDX-License-Identifier: MIT
#include "mm/page_bounds.hpp"

#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/frame_allocator.hpp"

namespace mm {

u32 bytes_to_end_of_block(Frame frame)
{
    auto const head = frames().compound_head(frame);
    if (!head) return kPageSize;
    u32 const before = frame.pfn() - head->pfn();
    return (kPageSize << frames().compound_order(*head)) - before * kPageSize;
}

void stop_out_of_bounds(char const* call, Frame frame, u64 offset, u64 bytes, u64 available)
{
    lib::Report report;
    report.kind = lib::ReportKind::OutOfBounds;
    lib::print(report.headline, "{} of {} at offset {} of frame {}: only {} bytes are there", call,
               lib::Counted{bytes, "byte"}, offset, frame.pfn(), available);
    lib::stop(report);
}

} // namespace mm
