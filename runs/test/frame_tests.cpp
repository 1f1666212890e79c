// SPDX-License-Identifier: MIT
// The frame allocator on this machine's real memory map: what is taken comes back, running out is a value,
// and every wrong way to give something back is caught.
#include "kernel/check/owned_frame.hpp"
#include "kernel/hw/image.hpp"
#include "mm/layout.hpp"
#include "runs/test/test_table.hpp"

#include <array>

namespace kernel {

namespace {

using lib::ReportKind;
using mm::Frame;
using mm::frames;
using mm::ZoneChoice;

constexpr u32 kMaxOrder = mm::BuddyZone::kMaxOrder;
constexpr u32 kFramesOfLargest = 1u << kMaxOrder;

u32 free_in_both_zones() { return frames().low().free_frames() + frames().high().free_frames(); }

void counts_return_after_every_order(TestRun& test)
{
    for (u32 order = 0; order <= kMaxOrder; ++order) {
        u32 const before = free_in_both_zones();
        auto const block = frames().alloc_frames(order, ZoneChoice::HighFirst);
        if (!block) continue; // a small machine may have no block of the largest orders
        test.expect(free_in_both_zones() == before - (1u << order), "order {}: {} frames free of {}", order,
                    free_in_both_zones(), before);
        frames().free_frames(*block, order);
        test.expect(free_in_both_zones() == before, "order {} did not come back whole", order);
    }
}

void blocks_are_aligned_to_their_size(TestRun& test)
{
    for (u32 order = 0; order <= kMaxOrder; ++order) {
        auto const block = frames().alloc_frames(order, ZoneChoice::HighFirst);
        if (!block) continue;
        test.expect(block->pfn().raw() % (1u << order) == 0, "order {} begins at {}", order, block->pfn());
        frames().free_frames(*block, order);
    }
}

void lowmem_request_gets_lowmem(TestRun& test)
{
    OwnedFrame const low{ZoneChoice::LowOnly};
    test.expect(frames().in_lowmem(low.frame()), "frame {} is not in lowmem", low.pfn());
}

void high_request_prefers_high_memory(TestRun& test)
{
    if (frames().high().free_frames() == 0) return test.skip("all of this machine's RAM is lowmem");
    OwnedFrame const high{ZoneChoice::HighFirst};
    test.expect(!frames().in_lowmem(high.frame()), "frame {} is in lowmem", high.pfn());
}

void allocated_frames_are_ram_and_not_the_kernel(TestRun& test)
{
    auto const image = hw::image_layout();
    Pfn const image_end = Pfn::of(PhysAddr{u64{image.end() - mm::layout::kKernelBase}});
    OwnedFrame const low{ZoneChoice::LowOnly, 3};
    bool const clear = low.pfn() >= image_end || low.pfn() + 8 <= Pfn{0x100};
    test.expect(clear, "frames from {} on belong to the kernel's image", low.pfn());
}

// Takes lowmem in the largest blocks until there is none left, and gives it all back.
class AllLargeLowBlocks {
public:
    AllLargeLowBlocks()
    {
        while (count_ < blocks_.size()) {
            auto const block = frames().alloc_frames(kMaxOrder, ZoneChoice::LowOnly);
            if (!block) break;
            blocks_[count_++] = block;
        }
    }
    ~AllLargeLowBlocks()
    {
        while (count_ > 0) frames().free_frames(*blocks_[--count_], kMaxOrder);
    }
    AllLargeLowBlocks(AllLargeLowBlocks const&) = delete;
    AllLargeLowBlocks& operator=(AllLargeLowBlocks const&) = delete;

private:
    std::array<std::optional<Frame>, mm::layout::kDirectMapMax / kPageSize / kFramesOfLargest> blocks_{};
    u32 count_ = 0;
};

void exhaustion_is_a_value_and_spares_high_memory(TestRun& test)
{
    u32 const before = free_in_both_zones();
    {
        AllLargeLowBlocks const all_of_them;
        u32 const high_before = frames().high().free_frames();
        test.expect(!frames().alloc_frames(kMaxOrder, ZoneChoice::LowOnly), "lowmem had one block more");
        test.expect(frames().high().free_frames() == high_before, "a lowmem request touched high memory");
    }
    test.expect(free_in_both_zones() == before, "{} frames free, {} before", free_in_both_zones(), before);
}

void references_keep_a_block_alive(TestRun& test)
{
    u32 const before = free_in_both_zones();
    Frame const block = *frames().alloc_frames(2, ZoneChoice::HighFirst);
    frames().get_frame(block + 3); // any frame of a compound stands for all of it
    test.expect(frames().references(block) == 2, "{} references", frames().references(block));
    frames().put_frame(block);
    test.expect(free_in_both_zones() == before - 4, "freed while one reference was left");
    frames().put_frame(block + 1);
    test.expect(free_in_both_zones() == before, "not freed with its last reference");
}

void tail_knows_its_head(TestRun& test)
{
    OwnedFrame const block{ZoneChoice::HighFirst, 4};
    auto const head = frames().compound_head(block.frame() + 13);
    test.expect(head && *head == block.frame(), "frame {} + 13 has another head", block.pfn());
    test.expect(frames().compound_order(block.frame() + 13) == 4, "and another order");
}

void double_free_is_reported(TestRun& test)
{
    Frame const frame = *frames().alloc_frames(0, ZoneChoice::HighFirst);
    frames().free_frames(frame, 0);
    test.expect_stop(ReportKind::BadFree, "free already", [frame] { frames().free_frames(frame, 0); });
}

void free_with_wrong_order_is_reported(TestRun& test)
{
    OwnedFrame const block{ZoneChoice::HighFirst, 2};
    test.expect_stop(ReportKind::BadFree, "order 2", [&] { frames().free_frames(block.frame(), 1); });
}

void free_of_a_tail_is_reported(TestRun& test)
{
    OwnedFrame const block{ZoneChoice::HighFirst, 2};
    test.expect_stop(ReportKind::BadFree, "inside the block",
                     [&] { frames().free_frames(block.frame() + 1, 0); });
}

void free_of_a_shared_block_is_reported(TestRun& test)
{
    OwnedFrame const block;
    frames().get_frame(block.frame());
    test.expect_stop(ReportKind::BadFree, "references", [&] { frames().free_frames(block.frame(), 0); });
    frames().put_frame(block.frame());
}

void free_of_the_kernel_is_reported(TestRun& test)
{
    Pfn const text = Pfn::of(PhysAddr{u64{hw::image_layout().text.begin - mm::layout::kKernelBase}});
    test.expect_stop(ReportKind::BadFree, "never allocated",
                     [text] { frames().free_frames(Frame{text}, 0); });
}

void free_beyond_all_memory_is_reported(TestRun& test)
{
    test.expect_stop(ReportKind::BadFree, "beyond", [] { frames().free_frames(Frame{Pfn{0x0FFF'FFFF}}, 0); });
}

constexpr GuestTest kFrameTests[] = {
    {"frames_counts_return_after_every_order", counts_return_after_every_order},
    {"frames_blocks_are_aligned_to_their_size", blocks_are_aligned_to_their_size},
    {"frames_lowmem_request_gets_lowmem", lowmem_request_gets_lowmem},
    {"frames_high_request_prefers_high_memory", high_request_prefers_high_memory},
    {"frames_allocated_frames_are_not_the_kernel", allocated_frames_are_ram_and_not_the_kernel},
    {"frames_exhaustion_is_a_value_and_spares_high_memory", exhaustion_is_a_value_and_spares_high_memory},
    {"frames_references_keep_a_block_alive", references_keep_a_block_alive},
    {"frames_tail_knows_its_head", tail_knows_its_head},
    {"frames_double_free_is_reported", double_free_is_reported},
    {"frames_free_with_wrong_order_is_reported", free_with_wrong_order_is_reported},
    {"frames_free_of_a_tail_is_reported", free_of_a_tail_is_reported},
    {"frames_free_of_a_shared_block_is_reported", free_of_a_shared_block_is_reported},
    {"frames_free_of_the_kernel_is_reported", free_of_the_kernel_is_reported},
    {"frames_free_beyond_all_memory_is_reported", free_beyond_all_memory_is_reported},
};

} // namespace

std::span<GuestTest const> frame_tests() { return kFrameTests; }

} // namespace kernel
