// SPDX-License-Identifier: MIT
#include "mm/frame_use.hpp"

#include "mm/context.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/live_mappings.hpp"
#include "mm/local_report.hpp"
#include "mm/ram_ranges.hpp"

namespace mm {

namespace {

// The first frame of a block tells which block a frame is part of; it is one of the few below it with a
// larger alignment.
void print_state(lib::Sink& sink, Pfn pfn)
{
    for (u32 order = 0; order <= BuddyZone::kMaxOrder; ++order) {
        Frame const first{Pfn{pfn.raw() >> order << order}};
        FrameInfo const& info = frames().info(first);
        if (info.state() == FrameState::Inside || info.order() < order) continue;
        if (info.state() != FrameState::Allocated) return sink.write("free");
        return lib::print(sink, "allocated in a block of {} from frame {} on",
                          lib::Counted{1u << info.order(), "frame"}, first.pfn());
    }
    sink.write("the kernel's own");
}

void print_windows(lib::Sink& sink, Pfn pfn)
{
    for (u32 number = 0; number < WindowOwner::kMost; ++number) {
        WindowOwner const owner{number};
        if (holder_of(owner).stack == nullptr) continue;
        for (u32 slot = 0; slot < slots_per_window(); ++slot) {
            auto const place = LocalPlace::of_slot(owner, slot);
            Pte const entry = place.entry();
            if (!entry.present() || entry.pfn() != pfn) continue;
            lib::print(sink, "; shown at {} by {}", place.address(), holder_at(place));
            print_mapped_by(sink, MappingKind::Local, place.address());
        }
    }
}

} // namespace

void print_frame_use(lib::Sink& sink, Pfn pfn)
{
    if (!is_ram({pfn, pfn + 1})) return sink.write("not our RAM");
    if (!frames().knows(pfn)) return sink.write("RAM that is not used");
    sink.write(frames().in_lowmem(Frame{pfn}) ? "lowmem, " : "high memory, ");
    print_state(sink, pfn);
    print_windows(sink, pfn);
}

} // namespace mm
