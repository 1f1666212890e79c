// SPDX-License-Identifier: MIT
// Copying and clearing frames of high memory with the CPU's own string instructions, and finding the frame
// behind an address. For all bounds: tests/mm/page_copy_test.cpp.
#include "kernel/check/owned_frame.hpp"
#include "mm/fixmap.hpp"
#include "mm/kmap_local.hpp"
#include "mm/page_copy.hpp"
#include "mm/vmap.hpp"
#include "runs/common/shared_window.hpp"
#include "runs/common/touch.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

using lib::ReportKind;
using mm::LocalMap;

// Every byte depends on its offset and on the frame, with a period that does not divide a page.
u8 pattern(mm::Frame frame, u32 offset) { return static_cast<u8>(offset % 251 + frame.pfn().raw() * 3); }

void paint(mm::Frame frame)
{
    LocalMap const map{frame};
    for (u32 offset = 0; offset < kPageSize; ++offset)
        write_byte(map.address() + offset, pattern(frame, offset));
}

// Each byte of `frame` must be what `wanted(offset)` says.
template <class Wanted> void expect_bytes(TestRun& test, mm::Frame frame, Wanted const& wanted)
{
    LocalMap const map{frame};
    for (u32 offset = 0; offset < kPageSize; ++offset) {
        u8 const found = read_byte(map.address() + offset), right = wanted(offset);
        if (!test.expect(found == right, "byte {} is {} instead of {}", offset, found, right)) return;
    }
}

void copies_a_whole_frame(TestRun& test)
{
    OwnedFrame const from, to;
    paint(from.frame());
    paint(to.frame());
    mm::copy_highpage(to.frame(), from.frame());
    for (mm::Frame const frame : {to.frame(), from.frame()})
        expect_bytes(test, frame, [&](u32 offset) { return pattern(from.frame(), offset); });
}

void clears_a_whole_frame(TestRun& test)
{
    OwnedFrame const frame;
    paint(frame.frame());
    mm::clear_highpage(frame.frame());
    expect_bytes(test, frame.frame(), [](u32) { return u8{0}; });
}

void copies_a_part_there_and_back(TestRun& test)
{
    constexpr u32 kAt = 1021, kBytes = 67; // neither begins nor ends at a word
    OwnedFrame const from, to;
    paint(from.frame());
    paint(to.frame());
    std::array<std::byte, kBytes> bytes{};
    mm::memcpy_from_page(bytes, from.frame(), kAt);
    mm::memcpy_to_page(to.frame(), kPageSize - kBytes, bytes);
    expect_bytes(test, to.frame(), [&](u32 offset) {
        bool const copied = offset >= kPageSize - kBytes;
        return copied ? pattern(from.frame(), kAt + offset - (kPageSize - kBytes))
                      : pattern(to.frame(), offset);
    });
}

void fills_a_part(TestRun& test)
{
    OwnedFrame const frame;
    paint(frame.frame());
    mm::memset_page(frame.frame(), 5, std::byte{0xA5}, 1000);
    expect_bytes(test, frame.frame(), [&](u32 offset) {
        return offset >= 5 && offset < 1005 ? u8{0xA5} : pattern(frame.frame(), offset);
    });
}

// Four frames: the first segment lies across two of them, the second reaches the end of the last.
void clears_segments_across_a_compound(TestRun& test)
{
    constexpr mm::Segment kFirst{100, kPageSize + 33}, kSecond{2 * kPageSize + 7, 4 * kPageSize};
    constexpr auto within = [](mm::Segment segment, u32 at) {
        return at >= segment.begin && at < segment.end;
    };
    OwnedFrame const block{mm::ZoneChoice::HighFirst, 2};
    for (u32 index = 0; index < 4; ++index) paint(block.frame() + index);
    mm::zero_user_segments(block.frame(), kFirst, kSecond);
    for (u32 index = 0; index < 4; ++index) {
        mm::Frame const frame = block.frame() + index;
        expect_bytes(test, frame, [&](u32 offset) {
            u32 const at = index * kPageSize + offset;
            return within(kFirst, at) || within(kSecond, at) ? u8{0} : pattern(frame, offset);
        });
    }
}

void bounds_are_checked_before_anything_is_written(TestRun& test)
{
    OwnedFrame const owned;
    mm::Frame const frame = owned.frame();
    paint(frame);
    std::array<std::byte, 8> bytes{};
    auto const refuses = [&](std::string_view words, auto const& call) {
        test.expect_stop(ReportKind::OutOfBounds, words, call);
    };
    refuses("memcpy_to_page of 8 bytes", [&] { mm::memcpy_to_page(frame, kPageSize - 7, bytes); });
    refuses("memcpy_to_page of 8 bytes", [&] { mm::memcpy_to_page(frame, ~0u, bytes); });
    refuses("memcpy_from_page of 8 bytes", [&] { mm::memcpy_from_page(bytes, frame, kPageSize - 7); });
    refuses("memset_page", [&] { mm::memset_page(frame, 1, std::byte{1}, kPageSize); });
    refuses("memset_page", [&] { mm::memset_page(frame, 16, std::byte{1}, ~0u - 8); });
    refuses("only 4096 bytes", [&] { mm::zero_user_segments(frame, {0, 16}, {32, kPageSize + 1}); });
    expect_bytes(test, frame, [&](u32 offset) { return pattern(frame, offset); });
}

void frame_is_found_behind_every_mapping(TestRun& test)
{
    OwnedFrame const low{mm::ZoneChoice::LowOnly}, first, second;
    auto const shows = [&](VirtAddr address, OwnedFrame const& frame, char const* through) {
        auto const found = mm::kmap_to_page(address);
        test.expect(found == frame.frame(), "another frame than {} through {}", frame.pfn(), through);
    };
    {
        LocalMap const local{first.pfn()};
        shows(local.address(), first, "kmap_local");
        shows(local.address() + (kPageSize - 1), first, "the last byte of kmap_local");
    }
    mm::SharedMap const shared{first.frame()};
    shows(shared.address() + 8, first, "kmap");
    shows(mm::lowmem_address(low.pfn().base()) + 8, low, "the direct map");
    mm::Frame const both[] = {second.frame(), first.frame()};
    VirtAddr const area = mm::vmap(both).must();
    shows(area, second, "vmap");
    shows(area + kPageSize + 8, first, "the second page of vmap");
    mm::vunmap(area);
}

void no_frame_where_none_is_mapped(TestRun& test)
{
    OwnedFrame const frame;
    VirtAddr local;
    auto const shows_nothing = [&](VirtAddr address, char const* where) {
        test.expect(!mm::kmap_to_page(address).has_value(), "there is a frame {}, at {}", where, address);
    };
    {
        LocalMap const map{frame.pfn()};
        local = map.address();
        shows_nothing(local + kPageSize, "in a guard");
    }
    shows_nothing(local, "in an unmapped slot");
    mm::Frame const one[] = {frame.frame()};
    VirtAddr const area = mm::vmap(one).must();
    shows_nothing(area - 1, "before an area");
    shows_nothing(area + kPageSize, "behind an area");
    mm::vunmap(area);
    shows_nothing(area, "in an area that is unmapped");
    shows_nothing(VirtAddr{0}, "behind a null pointer");
    shows_nothing(mm::layout::kVmapArea.end, "between regions");
    shows_nothing(mm::fix_to_virt(mm::Fixmap::VgaText), "of RAM in a device");
}

constexpr GuestTest kPageCopyTests[] = {
    {"page_copy_copies_a_whole_frame", copies_a_whole_frame},
    {"page_copy_clears_a_whole_frame", clears_a_whole_frame},
    {"page_copy_copies_a_part_there_and_back", copies_a_part_there_and_back},
    {"page_copy_fills_a_part", fills_a_part},
    {"page_copy_clears_segments_across_a_compound", clears_segments_across_a_compound},
    {"page_copy_bounds_are_checked_before_anything_is_written",
     bounds_are_checked_before_anything_is_written},
    {"page_copy_frame_is_found_behind_every_mapping", frame_is_found_behind_every_mapping},
    {"page_copy_no_frame_where_none_is_mapped", no_frame_where_none_is_mapped},
};

} // namespace

std::span<GuestTest const> page_copy_tests() { return kPageCopyTests; }

} // namespace kernel
