// SPDX-License-Identifier: MIT
// Ranges mapped, changed and unmapped in the tables that this machine really walks: where nothing else is, on
// both sides of a border between directories.
#include "kernel/check/owned_frame.hpp"
#include "mm/kernel_space.hpp"
#include "mm/map_range.hpp"
#include "runs/test/marked_frame.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

using mm::EmptyTables;
using mm::Rights;

constexpr VirtAddr kBorder{0x4000'0000};
constexpr u32 kLargeOrder = 9;

u32 free_frames() { return mm::frames().low().free_frames() + mm::frames().high().free_frames(); }

constinit u32 g_word = 0; // of the page that was looked at last

VirtAddr word() { return VirtAddr{static_cast<u32>(reinterpret_cast<std::uintptr_t>(&g_word))}; }

bool can_read(VirtAddr address) { return hw::copy_catching_faults(word(), address, sizeof g_word) == 0; }

// Writes what is there.
bool can_write(VirtAddr address)
{
    return can_read(address) && hw::copy_catching_faults(address, word(), sizeof g_word) == 0;
}

void small_pages_come_and_go_with_their_tables(TestRun& test)
{
    auto const& space = mm::kernel_space().pages;
    MarkedFrame const below, above;
    u32 const before = free_frames();
    mm::map_range(space, kBorder - kPageSize, {below.pfn(), below.pfn() + 1}, {}).must();
    mm::map_range(space, kBorder, {above.pfn(), above.pfn() + 1}, {}).must();
    test.expect(free_frames() == before - 2, "{} frames for two tables", before - free_frames());
    test.expect(shows(kBorder - kPageSize, below.pfn(), 1023) && shows(kBorder, above.pfn()), "wrong frames");
    test.expect(can_write(kBorder), "cannot be written");

    mm::protect_range(space, {kBorder - kPageSize, kBorder + kPageSize}, Rights::Read).must().settle();
    test.expect(!can_write(kBorder - kPageSize) && !can_write(kBorder), "can still be written");
    mm::unmap_range(space, {kBorder - kPageSize, kBorder + kPageSize}, EmptyTables::GiveBack).must().settle();
    test.expect(!can_read(kBorder - kPageSize) && !can_read(kBorder), "can still be read");
    test.expect(free_frames() == before, "{} frames are lost", before - free_frames());
}

void large_page_is_split_and_stays_what_it_was(TestRun& test)
{
    u32 const at_start = free_frames();
    if (mm::frames().high().free_frames() < 2 * kFramesPerLargePage) return test.skip("little high memory");
    {
        OwnedFrame const block{mm::ZoneChoice::HighFirst, kLargeOrder};
        auto const& space = mm::kernel_space().pages;
        VirtRange const pages{kBorder, kBorder + kLargePageSize};
        for (u32 index : {0u, 1u, 2u, 511u}) mark(block.pfn() + index);
        mm::map_range(space, kBorder, {block.pfn(), block.pfn() + kFramesPerLargePage}, {.large = true})
            .must();
        auto const directory = mm::walk(mm::kernel_space().root, kBorder).directory;
        test.expect(directory.large(), "no large page");
        test.expect(shows(kBorder + 511 * kPageSize, block.pfn() + 511), "the large page leads elsewhere");

        VirtAddr const middle = kBorder + kPageSize;
        mm::protect_range(space, {middle, middle + kPageSize}, Rights::Read).must().settle();
        test.expect(!can_write(middle), "what was protected can be written");
        test.expect(can_write(kBorder) && can_write(middle + kPageSize), "the pages beside it cannot");
        for (u32 index : {0u, 1u, 2u, 511u}) {
            VirtAddr const page = kBorder + index * kPageSize;
            test.expect(shows(page, block.pfn() + index), "page {} leads elsewhere now", index);
            bool const no_execute = mm::walk(mm::kernel_space().root, page).table.no_execute();
            test.expect(no_execute == directory.no_execute(), "page {} may be executed", index);
        }
        mm::unmap_range(space, pages, EmptyTables::GiveBack).must().settle();
        test.expect(!can_read(kBorder) && !can_read(middle), "can still be read");
    }
    test.expect(free_frames() == at_start, "{} frames are lost", at_start - free_frames());
}

constexpr GuestTest kTests[] = {
    {"map_range_small_pages_come_and_go_with_their_tables", small_pages_come_and_go_with_their_tables},
    {"map_range_large_page_is_split_and_stays_what_it_was", large_page_is_split_and_stays_what_it_was},
};

} // namespace

std::span<GuestTest const> map_range_tests() { return kTests; }

} // namespace kernel
