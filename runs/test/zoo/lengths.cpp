// SPDX-License-Identifier: MIT
// Copies that go further than what is mapped: how the discussion of 2020 began.
#include "kernel/check/owned_frame.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap_local.hpp"
#include "mm/page_copy.hpp"
#include "runs/test/zoo/mistakes.hpp"

#include <array>
#include <cstring>

namespace kernel::zoo {

namespace {

constexpr u32 kOrder = 1; ///< a compound of two frames
std::array<std::byte, 2 * kPageSize> g_source;

mm::Frame first_of(OwnedFrame const& block) { return block.frame(); }

} // namespace

void copy_trusts_the_compound(Cage& cage)
{
    OwnedFrame const block{mm::ZoneChoice::HighFirst, kOrder};
    mm::LocalMap const first{block.pfn()};
    cage.mistake([&] { std::memcpy(hw::at(first.address()), g_source.data(), g_source.size()); });

    for (u32 page = 0; page < 2; ++page) // each page through a mapping of its own
        mm::memcpy_to_page(first_of(block) + page, 0,
                           std::span{g_source}.subspan(page * kPageSize, kPageSize));
}

void fill_trusts_the_compound(Cage& cage)
{
    OwnedFrame const block{mm::ZoneChoice::HighFirst, kOrder};
    mm::LocalMap const first{block.pfn()};
    cage.mistake([&] { std::memset(hw::at(first.address()), 0x6b, 2 * kPageSize); });

    for (u32 page = 0; page < 2; ++page)
        mm::memset_page(first_of(block) + page, 0, std::byte{0x6b}, kPageSize);
}

// With `force`. Without it lowmem's direct map continues behind the page, and nothing is wrong.
void helper_asks_for_high_memory(Cage& cage)
{
    OwnedFrame const block{mm::ZoneChoice::LowOnly, kOrder};
    auto const mapped_bytes = [&] { return mm::is_lowmem(block.pfn()) ? 2 * kPageSize : kPageSize; };
    mm::LocalMap const first{first_of(block)};
    cage.mistake([&] { std::memset(hw::at(first.address()), 0, mapped_bytes()); });

    for (u32 page = 0; page < 2; ++page) mm::memset_page(first_of(block) + page, 0, std::byte{0}, kPageSize);
}

// A copy that may fault has a fixup for every access. If the guard's fault were given to the fixup, the
// copy would merely be short, and its caller would try again for ever.
void guard_is_taken_for_a_short_copy(Cage& cage)
{
    OwnedFrame const block{mm::ZoneChoice::HighFirst, kOrder};
    mm::LocalMap const first{block.pfn()};
    VirtAddr const source = virt_addr_of(g_source.data());
    cage.mistake(
        [&] { static_cast<void>(hw::copy_catching_faults(first.address(), source, 2 * kPageSize)); });
    cage.expect(hw::copy_catching_faults(first.address(), source, kPageSize) == 0, "one page arrives whole");
}

void range_ends_before_it_begins(Cage& cage)
{
    OwnedFrame const frame;
    u32 volatile begin = 300, end = 200; // the file got shorter meanwhile
    cage.mistake([&] { mm::memset_page(frame.frame(), begin, std::byte{0}, end - begin); });
    mm::zero_user_segments(frame.frame(), {begin, end}); // knows that such a range is empty
}

void offset_counts_from_another_unit(Cage& cage)
{
    OwnedFrame const block{mm::ZoneChoice::HighFirst, kOrder};
    std::array<std::byte, 16> bytes{};
    u32 const offset = kPageSize + 100; // of the compound, not of its first page
    cage.mistake([&] { mm::memcpy_from_page(bytes, first_of(block), offset); });
    mm::memcpy_from_page(bytes, first_of(block) + offset / kPageSize, offset % kPageSize);
}

} // namespace kernel::zoo
