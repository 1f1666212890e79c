// SPDX-License-Identifier: MIT
// kmap_local as it should be used: what is mapped can be read and written, stays where it is, and is gone
// afterwards. For wrong uses: kmap_local_misuse_tests.cpp.
#include "kernel/check/owned_frame.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/is_mapped.hpp"
#include "runs/common/touch.hpp"
#include "runs/test/test_table.hpp"

#include <algorithm>
#include <array>

namespace kernel {

namespace {

using mm::LocalMap;

void second_slot_reads_what_the_first_wrote(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap const first{frame.pfn()};
    LocalMap const second{frame.pfn()};
    write_word(first.address(), 0xD0'4343);
    test.expect(second.address() != first.address(), "both mappings are at {}", first.address());
    test.expect(read_word(second.address()) == 0xD0'4343, "read {:#x}", read_word(second.address()));
}

void whole_page_is_usable(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap map{frame.pfn()};
    auto const bytes = map.bytes();
    std::fill(bytes.begin(), bytes.end(), std::byte{0x5A});
    auto const untouched = std::count(bytes.begin(), bytes.end(), std::byte{0x5A});
    test.expect(untouched == kPageSize, "{} bytes of 4096 hold what was written",
                static_cast<u32>(untouched));
}

void unmapped_page_is_gone(TestRun& test)
{
    OwnedFrame const frame;
    VirtAddr const address = mm::kmap_local_pfn(frame.pfn());
    write_byte(address, 1); // fills the TLB
    mm::kunmap_local(address);
    test.expect(!is_mapped(address), "{} is still in the tables", address);
    test.expect_stop(lib::ReportKind::StaleSlot, "not mapped", [address] { read_byte(address); });
}

void slot_is_used_again_and_shows_the_new_frame(TestRun& test)
{
    if (mm::kmap_debug().quarantine) {
        test.skip("kmap.debug=quarantine lets it rest first");
        return;
    }
    OwnedFrame const one;
    OwnedFrame const other;
    VirtAddr const first = mm::kmap_local_pfn(one.pfn());
    write_word(first, 1);
    mm::kunmap_local(first);
    VirtAddr const second = mm::kmap_local_pfn(other.pfn());
    write_word(second, 2);
    test.expect(first == second, "{} and then {}", first, second);
    mm::kunmap_local(second);
    LocalMap const again{one.pfn()};
    test.expect(read_word(again.address()) == 1, "the first frame holds {}", read_word(again.address()));
}

void sixteen_nested_mappings_show_their_own_frames(TestRun& test)
{
    constexpr u32 kDepth = mm::layout::kLocalThreadDepth;
    OwnedFrame const block{mm::ZoneChoice::HighFirst, 4};
    std::array<VirtAddr, kDepth> addresses{};
    for (u32 depth = 0; depth < kDepth; ++depth) {
        addresses[depth] = mm::kmap_local_pfn(block.pfn() + depth);
        write_word(addresses[depth], depth);
    }
    for (u32 depth = 0; depth < kDepth; ++depth)
        test.expect(read_word(addresses[depth]) == depth, "mapping {} shows {}", depth,
                    read_word(addresses[depth]));
    for (u32 depth = kDepth; depth > 0; --depth) mm::kunmap_local(addresses[depth - 1]);
}

void guard_lies_on_both_sides_of_every_slot(TestRun& test)
{
    OwnedFrame const frame;
    u32 const mark = mm::local_mark();
    for (u32 depth = 0; depth < mm::layout::kLocalThreadDepth; ++depth) {
        VirtAddr const address = mm::kmap_local_pfn(frame.pfn());
        test.expect(is_mapped(address), "depth {}: the page itself is not mapped", depth);
        test.expect(!is_mapped(address - 1), "depth {}: no guard below {}", depth, address);
        test.expect(!is_mapped(address + kPageSize), "depth {}: no guard above {}", depth, address);
    }
    mm::local_release_to(mark);
}

void lowmem_page_takes_no_slot(TestRun& test)
{
    if (mm::kmap_debug().force) {
        test.skip("kmap.debug=force gives it one");
        return;
    }
    OwnedFrame const low{mm::ZoneChoice::LowOnly};
    u32 const mark = mm::local_mark();
    LocalMap const map{low.frame()};
    test.expect(map.address() == mm::lowmem_address(low.pfn().base()), "mapped at {}", map.address());
    test.expect(mm::local_mark() == mark, "a slot was taken");
}

void read_only_mapping_reads(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap const writable{frame.pfn()};
    write_word(writable.address(), 77);
    LocalMap const read_only{frame.pfn(), mm::kReadOnly};
    test.expect(read_word(read_only.address()) == 77, "read {}", read_word(read_only.address()));
}

void unmap_takes_any_address_in_the_page(TestRun& test)
{
    OwnedFrame const frame;
    u32 const mark = mm::local_mark();
    mm::kunmap_local(mm::kmap_local_pfn(frame.pfn()) + (kPageSize - 1));
    test.expect(mm::local_mark() == mark, "the mapping is still there");
}

constexpr GuestTest kKmapLocalTests[] = {
    {"kmap_local_second_slot_reads_what_the_first_wrote", second_slot_reads_what_the_first_wrote},
    {"kmap_local_whole_page_is_usable", whole_page_is_usable},
    {"kmap_local_unmapped_page_is_gone", unmapped_page_is_gone},
    {"kmap_local_slot_is_used_again_and_shows_the_new_frame", slot_is_used_again_and_shows_the_new_frame},
    {"kmap_local_sixteen_nested_mappings_show_their_own_frames",
     sixteen_nested_mappings_show_their_own_frames},
    {"kmap_local_guard_lies_on_both_sides_of_every_slot", guard_lies_on_both_sides_of_every_slot},
    {"kmap_local_lowmem_page_takes_no_slot", lowmem_page_takes_no_slot},
    {"kmap_local_read_only_mapping_reads", read_only_mapping_reads},
    {"kmap_local_unmap_takes_any_address_in_the_page", unmap_takes_any_address_in_the_page},
};

} // namespace

std::span<GuestTest const> kmap_local_tests() { return kKmapLocalTests; }

} // namespace kernel
