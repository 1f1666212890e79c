// SPDX-License-Identifier: MIT
// Addresses that outlive their mapping, leave their thread, or never had one; frames seen in two ways.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/thread_life.hpp"
#include "mm/iomap_local.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_local.hpp"
#include "mm/page_table.hpp"
#include "mm/vmap.hpp"
#include "runs/common/touch.hpp"
#include "runs/test/unflushed_area.hpp"
#include "runs/test/zoo/mistakes.hpp"

#include <array>

namespace kernel::zoo {

void address_is_given_to_another_thread(Cage& cage)
{
    OwnedFrame const frame;
    mm::LocalMap const map{frame.pfn()};
    if (mm::windows_of_threads()) cage.listen_to(lib::ReportKind::ForeignSlot, "another thread only");
    auto reader = [&] { cage.mistake([&] { read_byte(map.address()); }); };
    // On this CPU, so that our slot is empty while it runs: it is ours alone.
    static_cast<void>(spawn("reader", reader, {.affinity = lib::CpuMask::of(hw::cpu_index())}));
    read_byte(map.address());
}

void pointer_is_used_after_its_unmap(Cage& cage)
{
    OwnedFrame const frame;
    VirtAddr const address = mm::kmap_local_pfn(frame.pfn());
    mm::kunmap_local(address);
    cage.mistake([&] { read_byte(address); });
}

// With `track`: only the table knows who has a frame mapped.
void frame_is_freed_while_it_is_mapped(Cage& cage)
{
    auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::HighFirst);
    if (!frame) return cage.skip("no frame is free");
    VirtAddr const address = mm::kmap_local_pfn(frame->pfn());
    cage.mistake([&] { mm::frames().free_frames(*frame, 0); });
    mm::kunmap_local(address);
    mm::frames().free_frames(*frame, 0);
}

// With `eager`. Without it the page stays until its slot is wanted.
void page_is_written_after_its_kunmap(Cage& cage)
{
    if (mm::frames().high().free_frames() == 0) return cage.skip("no high memory, so kmap() takes no slot");
    OwnedFrame const frame;
    VirtAddr const address = mm::kmap(frame.frame());
    write_byte(address, 1);
    mm::kunmap(frame.frame());
    cage.mistake([&] { write_byte(address, 1); });
}

void area_is_used_after_its_unmap(Cage& cage)
{
    OwnedFrame const frame;
    std::array const list{frame.frame()};
    auto const address = mm::vmap(list);
    if (!address) return cage.skip(mm::vmap_error_words(address.error()));
    mm::vunmap_eager(*address);
    cage.mistake([&] { read_byte(*address); });
}

// With `flush`: no instruction reads a TLB back, so somebody has to keep books. First nobody flushes; then,
// on a machine with several CPUs, the one that unmaps does, because it alone uses the area at the moment.
void flush_is_forgotten(Cage& cage)
{
    if (!mm::flushes_watched()) return cage.skip("no memory for the ledger of owed flushes");
    MigrationGuard const here;
    OwnedFrame const frame;
    auto const address = mm::vmap(std::array{frame.frame()});
    if (!address) return cage.skip(mm::vmap_error_words(address.error()));
    UnflushedArea const area{*address};
    cage.mistake([&] { area.give_back(); });
    if (here.others().empty()) return;
    hw::flush_range_on(lib::CpuMask::of(here.cpu()), area.pages());
    cage.mistake([&] { area.give_back(); });
}

void ram_is_mapped_as_a_device(Cage& cage)
{
    OwnedFrame const frame;
    cage.mistake([&] {
        static_cast<void>(mm::iomap_local_pfn(frame.pfn(), {mm::Rights::Write, mm::Cache::WriteCombining}));
    });
}

// Behind lowmem's end the direct map has nothing: no shortcut makes an address of what was never mapped.
void shortcut_returns_what_is_not_mapped(Cage& cage)
{
    VirtAddr const behind_lowmem = mm::lowmem_address(mm::kernel_space().lowmem_end.base());
    cage.mistake([&] { read_byte(behind_lowmem); });
}

void mapping_is_written_through_a_read_only_window(Cage& cage)
{
    OwnedFrame const frame;
    mm::LocalMap const map{frame.pfn(), mm::kReadOnly};
    cage.mistake([&] { write_byte(map.address(), 1); });
}

} // namespace kernel::zoo
