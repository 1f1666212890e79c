// SPDX-License-Identifier: MIT
// Unmapping the wrong thing: out of order, by the wrong argument, through the wrong call, twice.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/thread_life.hpp"
#include "mm/iomap_local.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_local.hpp"
#include "mm/vmap.hpp"
#include "runs/test/zoo/mistakes.hpp"

#include <array>

namespace kernel::zoo {

namespace {

constexpr u32 kSomewhereInside = 0x123;

bool has_high_memory(Cage& cage)
{
    if (mm::frames().high().free_frames() != 0) return true;
    cage.skip("no high memory, so kmap() takes no slot");
    return false;
}

} // namespace

void unmaps_in_mapping_order(Cage& cage)
{
    OwnedFrame const source, target;
    cage.mistake([&] {
        VirtAddr const first = mm::kmap_local_pfn(source.pfn());
        static_cast<void>(mm::kmap_local_pfn(target.pfn()));
        mm::kunmap_local(first);
    });
    mm::LocalMap const first{source.pfn()}; // scopes end in the right order by themselves
    mm::LocalMap const second{target.pfn()};
}

// With `force`. Without it neither frame takes a slot, and any order will do.
void order_turned_round_in_lowmem(Cage& cage)
{
    OwnedFrame const source{mm::ZoneChoice::LowOnly}, target{mm::ZoneChoice::LowOnly};
    cage.mistake([&] {
        VirtAddr const from = mm::kmap_local_page(source.frame());
        static_cast<void>(mm::kmap_local_page(target.frame()));
        mm::kunmap_local(from);
    });
    mm::LocalMap const from{source.frame()};
    mm::LocalMap const to{target.frame()};
}

void device_and_ram_share_one_order(Cage& cage)
{
    OwnedFrame const frame;
    mm::IoMapping const screen{"VGA text", PhysAddr{0xB'8000ull}, kPageSize, mm::Cache::Uncached};
    cage.mistake([&] {
        VirtAddr const cell = mm::iomap_local(screen, 0, 2);
        static_cast<void>(mm::kmap_local_pfn(frame.pfn()));
        mm::iounmap_local(cell);
    });
    mm::IoLocalMap const cell{screen, 0, 2};
    mm::LocalMap const page{frame.pfn()};
}

void variable_has_moved_on(Cage& cage)
{
    if (!has_high_memory(cage)) return;
    OwnedFrame const block{mm::ZoneChoice::HighFirst, 1};
    mm::Frame frame = block.frame();
    static_cast<void>(mm::kmap(frame));
    mm::Frame const next = frame + 1;
    cage.mistake([&] { mm::kunmap(next); });
    mm::kunmap(frame);
}

void kunmap_of_a_local_mapping(Cage& cage)
{
    if (!has_high_memory(cage)) return;
    OwnedFrame const frame;
    mm::LocalMap const map{frame.pfn()};
    cage.mistake([&] { mm::kunmap(frame.frame()); });
}

void kunmap_local_of_a_shared_mapping(Cage& cage)
{
    if (!has_high_memory(cage)) return;
    OwnedFrame const frame;
    mm::SharedMap const map{frame.frame()};
    cage.mistake([&] { mm::kunmap_local(map.address()); });
}

void pointer_has_left_its_page(Cage& cage)
{
    OwnedFrame const frame;
    VirtAddr const start = mm::kmap_local_pfn(frame.pfn());
    cage.mistake([&] { mm::kunmap_local(start + kPageSize); });
    mm::kunmap_local(start + kSomewhereInside); // any address in the page is good
}

void error_path_unmaps_again(Cage& cage)
{
    if (!has_high_memory(cage)) return;
    OwnedFrame const frame;
    static_cast<void>(mm::kmap(frame.frame()));
    mm::kunmap(frame.frame());
    cage.mistake([&] { mm::kunmap(frame.frame()); });
}

void error_path_unmaps_a_local_again(Cage& cage)
{
    OwnedFrame const frame;
    VirtAddr const address = mm::kmap_local_pfn(frame.pfn());
    mm::kunmap_local(address);
    cage.mistake([&] { mm::kunmap_local(address); });
}

void another_thread_finishes_first(Cage& cage)
{
    if (!has_high_memory(cage)) return;
    OwnedFrame const frame;
    mm::SharedMap const map{frame.frame()};
    auto reply = [&] { cage.mistake([&] { mm::kunmap(frame.frame()); }); };
    static_cast<void>(spawn("reply", reply));
}

void unmap_inside_an_area(Cage& cage)
{
    OwnedFrame const frame;
    std::array const list{frame.frame()};
    auto const address = mm::vmap(list);
    if (!address) return cage.skip(mm::vmap_error_words(address.error()));
    cage.mistake([&] { mm::vunmap(*address + kSomewhereInside); });
    mm::vunmap_eager(*address);
    cage.mistake([&] { mm::vunmap(*address + kSomewhereInside); });
}

} // namespace kernel::zoo
