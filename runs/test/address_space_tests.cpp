// SPDX-License-Identifier: MIT
// A walk over everything that is mapped, in all 4 GiB, through the tables that the CPU really uses.
#include "kernel/hw/image.hpp"
#include "kernel/start/memory.hpp"
#include "mm/local_window.hpp"
#include "mm/machine.hpp"
#include "mm/page_table.hpp"
#include "mm/protection.hpp"
#include "runs/test/test_table.hpp"

#include <algorithm>

namespace kernel {

namespace {

/// One entry that maps something: 4 KiB or 2 MiB.
struct Mapping {
    VirtAddr address;
    mm::Pte entry;
    u32 bytes = kPageSize;
};

template <class Visit> void for_each_page(mm::Pte directory, VirtAddr base, Visit& visit)
{
    u32 index = 0;
    for (mm::PteSlot const& slot : mm::table_at(directory.pfn())) {
        mm::Pte const entry = mm::read_entry(slot);
        if (entry.present()) visit(Mapping{base + index * kPageSize, entry, kPageSize});
        ++index;
    }
}

template <class Visit> void for_each_directory_entry(mm::Pte pointer, VirtAddr base, Visit& visit)
{
    u32 index = 0;
    for (mm::PteSlot const& slot : mm::table_at(pointer.pfn())) {
        mm::Pte const entry = mm::read_entry(slot);
        VirtAddr const address = base + index++ * kLargePageSize;
        if (!entry.present()) continue;
        if (entry.large())
            visit(Mapping{address, entry, kLargePageSize});
        else
            for_each_page(entry, address, visit);
    }
}

/// Calls `visit` for each Mapping, in ascending order.
template <class Visit> void for_each_mapping(Visit visit)
{
    constexpr u32 kPointerShift = 30;
    PhysAddr const root = hw::page_table_root();
    for (u32 index = 0; index < 4; ++index) {
        VirtAddr const base{index << kPointerShift};
        mm::Pte const pointer = mm::walk(root, base).pointer;
        if (pointer.present()) for_each_directory_entry(pointer, base, visit);
    }
}

void nothing_is_writable_and_executable(TestRun& test)
{
    if (mm::entry_features().nx_high == 0) return test.skip("this CPU has no NX, or nonx was said");
    for_each_mapping([&](Mapping const& mapping) {
        bool const both = mapping.entry.writable() && !mapping.entry.no_execute();
        test.expect(!both, "{} is writable and executable", mapping.address);
    });
}

void only_the_text_is_executable(TestRun& test)
{
    if (mm::entry_features().nx_high == 0) return test.skip("this CPU has no NX, or nonx was said");
    VirtRange const text = hw::image_layout().text;
    u32 pages = 0;
    for_each_mapping([&](Mapping const& mapping) {
        if (mapping.entry.no_execute()) return;
        ++pages;
        test.expect(text.contains(mapping.address), "{} is executable", mapping.address);
    });
    test.expect(pages == text.pages(), "{} executable pages, the text has {}", pages, text.pages());
}

void nothing_is_mapped_below_the_kernel(TestRun& test)
{
    for_each_mapping([&](Mapping const& mapping) {
        test.expect(mapping.address >= mm::layout::kKernelBase, "{} is mapped", mapping.address);
    });
}

void nothing_is_for_user_mode(TestRun& test)
{
    for_each_mapping([&](Mapping const& mapping) {
        test.expect((mapping.entry.low() & mm::Pte::kUser) == 0, "{} is a user page", mapping.address);
    });
}

void direct_map_shows_each_frame_at_its_address(TestRun& test)
{
    for_each_mapping([&](Mapping const& mapping) {
        if (!mm::layout::kDirectMap.contains(mapping.address)) return;
        bool const straight = mm::lowmem_address(mapping.entry.pfn().base()) == mapping.address;
        test.expect(straight, "{} shows frame {}", mapping.address, mapping.entry.pfn());
    });
}

void large_pages_cover_ram_only(TestRun& test)
{
    auto const ram = memory().map.ram();
    for_each_mapping([&](Mapping const& mapping) {
        if (mapping.bytes != kLargePageSize) return;
        Pfn const begin = mapping.entry.pfn();
        bool const all_ram = std::any_of(ram.begin(), ram.end(), [begin](FrameRange piece) {
            return piece.begin <= begin && begin + kFramesPerLargePage <= piece.end;
        });
        test.expect(all_ram, "the large page at {} covers more than RAM", mapping.address);
    });
}

void stack_guards_are_unmapped(TestRun& test)
{
    for (VirtAddr const guard : hw::image_layout().guards)
        test.expect(!mm::walk(hw::page_table_root(), guard).mapped, "the guard at {} is mapped", guard);
}

void unused_slots_are_unmapped(TestRun& test)
{
    for_each_mapping([&](Mapping const& mapping) {
        bool const slot = mm::LocalPlace::of(mapping.address).inside();
        test.expect(!slot, "{} is mapped although this thread holds nothing", mapping.address);
    });
}

constexpr GuestTest kAddressSpaceTests[] = {
    {"address_space_nothing_is_writable_and_executable", nothing_is_writable_and_executable},
    {"address_space_only_the_text_is_executable", only_the_text_is_executable},
    {"address_space_nothing_is_mapped_below_the_kernel", nothing_is_mapped_below_the_kernel},
    {"address_space_nothing_is_for_user_mode", nothing_is_for_user_mode},
    {"address_space_direct_map_shows_each_frame_at_its_address", direct_map_shows_each_frame_at_its_address},
    {"address_space_large_pages_cover_ram_only", large_pages_cover_ram_only},
    {"address_space_stack_guards_are_unmapped", stack_guards_are_unmapped},
    {"address_space_unused_slots_are_unmapped", unused_slots_are_unmapped},
};

} // namespace

std::span<GuestTest const> address_space_tests() { return kAddressSpaceTests; }

} // namespace kernel
