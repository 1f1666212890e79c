// SPDX-License-Identifier: MIT
#include "mm/frame_allocator.hpp"

#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/context.hpp"
#include "mm/live_mappings.hpp"

#include <algorithm>

namespace mm {

namespace {

FrameRange clip(FrameRange range, Pfn begin, Pfn end)
{
    return {std::max(range.begin, begin), std::min(range.end, end)};
}

/// The first frame of the block of `order` around `frame`, if there is one.
Frame aligned_down(Frame frame, u32 order) { return Frame{Pfn{frame.pfn().raw() >> order << order}}; }

/// The first frame of the free block around `frame`, if it is in one.
std::optional<Frame> free_block_around(FrameAllocator const& allocator, Frame frame)
{
    for (u32 order = 0; order <= BuddyZone::kMaxOrder; ++order) {
        Frame const candidate = aligned_down(frame, order);
        FrameInfo const& its = allocator.info(candidate);
        bool const free = its.state() == FrameState::Free || its.state() == FrameState::Hot;
        if (free && its.order() >= order) return candidate;
    }
    return std::nullopt;
}

[[noreturn, gnu::cold]] void stop_not_allocated(FrameAllocator const& allocator, Frame frame,
                                                char const* call)
{
    lib::Report report;
    report.kind = lib::ReportKind::BadFree;
    lib::print(report.headline, "{} of frame {}, which ", call, frame.pfn());
    if (!allocator.knows(frame.pfn())) {
        lib::print(report.headline, "lies beyond all RAM that the frame allocator knows");
    } else if (auto const block = free_block_around(allocator, frame)) {
        lib::print(report.headline,
                   "is free already (in the free block of order {} that begins with frame {}): a double free",
                   allocator.info(*block).order(), block->pfn());
    } else {
        lib::print(report.headline, "was never allocated: it is not RAM, or is the kernel's own");
    }
    lib::stop(report);
}

// kmap.debug=track.
[[gnu::cold]] void stop_if_mapped(Frame first, u32 order)
{
    auto const mapping = live_mappings().find_in({first.pfn(), first.pfn() + (1u << order)});
    if (!mapping) return;
    lib::Report report;
    report.kind = lib::ReportKind::BadFree;
    if (order != 0) lib::print(report.headline, "the block of order {} that begins with ", order);
    lib::print(report.headline,
               "frame {} is freed while it is still mapped at {}, by thread '{}' with {} at ", first.pfn(),
               mapping->address, mapping->thread, mapping_call(mapping->kind));
    print_code(report.headline, mapping->caller);
    lib::stop(report);
}

} // namespace

constinit FrameAllocator detail::frames;

void FrameAllocator::start(MemoryMap const& map, Pfn lowmem_end, std::span<FrameInfo> metadata)
{
    metadata_ = metadata;
    lowmem_end_ = lowmem_end;
    Pfn const end{static_cast<u32>(metadata.size())};
    low_.start(metadata.data(), {Pfn{}, lowmem_end});
    high_.start(metadata.data(), {lowmem_end, end});
    for (FrameRange const range : map.unused()) {
        if (auto const low = clip(range, Pfn{}, lowmem_end); !low.empty()) low_.add(low);
        if (auto const high = clip(range, lowmem_end, end); !high.empty()) high_.add(high);
    }
}

void FrameAllocator::free_frames(Frame frame, u32 order)
{
    if (kmap_debug().track) [[unlikely]]
        stop_if_mapped(frame, order);
    if (!knows(frame.pfn()) || !zone_of(frame).free(frame.pfn(), order, 1)) [[unlikely]]
        stop_bad_free(frame, order);
}

void FrameAllocator::get_frame(Frame frame)
{
    u32 const before = head_info(frame, "get_frame").add_reference();
    CHECK(before < FrameInfo::kMaxReferences);
}

void FrameAllocator::put_frame(Frame frame)
{
    FrameInfo& head = head_info(frame, "put_frame");
    if (kmap_debug().track && head.references() == 1) [[unlikely]]
        stop_if_mapped(*compound_head(frame), head.order());
    if (head.drop_reference() != 1) return;
    // Nobody else has this block any more, so its head and order stay as they are.
    Frame const first = *compound_head(frame);
    CHECK(zone_of(first).free(first.pfn(), head.order(), 0));
}

u32 FrameAllocator::references(Frame frame) const
{
    auto const head = compound_head(frame);
    return head ? info(*head).references() : 0;
}

std::optional<Frame> FrameAllocator::compound_head(Frame frame) const
{
    for (u32 order = 0; order <= BuddyZone::kMaxOrder; ++order) {
        Frame const candidate = aligned_down(frame, order);
        FrameInfo const& its = info(candidate);
        if (its.state() == FrameState::Inside) continue; // every frame but a block's first
        bool const reaches = its.state() == FrameState::Allocated && its.order() >= order;
        return reaches ? std::optional{candidate} : std::nullopt;
    }
    return std::nullopt;
}

u32 FrameAllocator::compound_order(Frame frame) const { return head_info(frame, "compound_order").order(); }

void FrameAllocator::cool_down()
{
    low_.cool_down();
    high_.cool_down();
}

FrameInfo& FrameAllocator::head_info(Frame frame, char const* call) const
{
    auto const head = knows(frame.pfn()) ? compound_head(frame) : std::nullopt;
    if (!head) [[unlikely]]
        stop_not_allocated(*this, frame, call);
    return info(*head);
}

void FrameAllocator::stop_bad_free(Frame frame, u32 order) const
{
    auto const head = knows(frame.pfn()) ? compound_head(frame) : std::nullopt;
    if (!head) stop_not_allocated(*this, frame, "free_frames");
    lib::Report report;
    report.kind = lib::ReportKind::BadFree;
    FrameInfo const& its = info(*head);
    if (*head != frame) {
        lib::print(report.headline,
                   "frame {} is inside the block of order {} that begins with frame {}; free that one",
                   frame.pfn(), its.order(), head->pfn());
    } else if (its.order() != order) {
        lib::print(report.headline, "frame {} was allocated with order {} and is freed with order {}",
                   frame.pfn(), its.order(), order);
    } else {
        lib::print(report.headline, "frame {} is freed while {} references to it are held; use put_frame()",
                   frame.pfn(), its.references());
    }
    lib::stop(report);
}

} // namespace mm
