// SPDX-License-Identifier: MIT
// What the words of kmap.debug= do, each switched on for the duration of a test: on a real TLB, with real
// faults.
#include "kernel/check/owned_frame.hpp"
#include "kernel/check/scoped_kmap_debug.hpp"
#include "mm/iomap_local.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_atomic.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_local.hpp"
#include "mm/vmap.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/common/touch.hpp"
#include "runs/test/high_frames.hpp"
#include "runs/test/test_table.hpp"

#include <array>

namespace kernel {

namespace {

using lib::ReportKind;
using mm::kmap_local_pfn;
using mm::kunmap_local;

void force_gives_lowmem_guards(TestRun& test)
{
    ScopedKmapDebug const words{{.force = true}};
    OwnedFrame const low{mm::ZoneChoice::LowOnly};
    test.expect_stop(ReportKind::Overrun, "1 byte past the end of slot 0", [&] {
        mm::LocalMap const map{low.frame()};
        static_cast<void>(read_byte(map.address() + kPageSize));
    });
}

void quarantined_slot_catches_a_stale_pointer(TestRun& test)
{
    ScopedKmapDebug const words{{.quarantine = true}};
    if (!mm::kmap_debug().quarantine) return test.skip("no room for slots that rest");
    OwnedFrame const frame;
    test.expect_stop(ReportKind::StaleSlot, "2 mappings ago", [&] {
        VirtAddr const stale = kmap_local_pfn(frame.pfn());
        kunmap_local(stale);
        kunmap_local(kmap_local_pfn(frame.pfn()));
        kunmap_local(kmap_local_pfn(frame.pfn()));
        static_cast<void>(read_byte(stale));
    });
}

void tracked_overrun_names_the_function_that_mapped(TestRun& test)
{
    ScopedKmapDebug const words{{.force = true, .track = true}};
    OwnedFrame const frame;
    // Not any of the calls on the way: those are in mm.
    test.expect_stop(ReportKind::Overrun, "with kmap_local at kernel::", [&] {
        mm::LocalMap const map{frame.pfn()};
        static_cast<void>(read_byte(map.address() + kPageSize));
    });
    test.expect_stop(ReportKind::Overrun, "with kmap_local at kernel::", [&] {
        mm::AtomicMap const map{frame.frame()};
        static_cast<void>(read_byte(map.address() + kPageSize));
    });
    test.expect_stop(ReportKind::Overrun, "with kmap_local at kernel::", [&] {
        VirtAddr const address = mm::kmap_local_page_prot(frame.frame(), mm::kReadOnly);
        static_cast<void>(read_byte(address + kPageSize));
    });
    test.expect_stop(ReportKind::Overrun, "with kmap_local at kernel::", [&] {
        VirtAddr const address = mm::iomap_local_pfn(Pfn{0xB8});
        static_cast<void>(read_byte(address + kPageSize));
    });
}

void tracked_kmap_names_the_function_that_mapped(TestRun& test)
{
    if (!has_high_frames(test, 1)) return;
    ScopedKmapDebug const words{{.track = true}};
    HighFrames<1> const frames;
    mm::SharedMap const map{frames[0]};
    test.expect_stop(ReportKind::Overrun, "mapped by thread 'boot' with kmap at kernel::", [&] {
        static_cast<void>(read_byte(map.address() + kPageSize));
    });
}

void tracked_mapping_keeps_its_frame_from_being_freed(TestRun& test)
{
    ScopedKmapDebug const words{{.track = true}};
    OwnedFrame const block{mm::ZoneChoice::HighFirst, 1};
    mm::LocalMap const second{block.pfn() + 1};
    test.expect_stop(ReportKind::BadFree, "still mapped",
                     [&] { mm::frames().free_frames(block.frame(), 1); });
    test.expect_stop(ReportKind::BadFree, "still mapped", [&] { mm::frames().put_frame(block.frame()); });
}

void alias_has_guards_and_goes_with_its_last_user(TestRun& test)
{
    if (!has_high_frames(test, 1)) return;
    ScopedKmapDebug const words{{.alias = true, .eager = true}};
    HighFrames<1> const frames;
    VirtAddr const page = mm::kmap(frames[0]);
    test.expect(mm::layout::kVmapArea.contains(page), "kmap() returned {}", page);
    test.expect(mm::kmap(frames[0]) == page, "the second kmap() gave another address");
    test.expect(read_word(page) == 0, "the alias shows {}", read_word(page));
    test.expect_stop(ReportKind::Overrun, "1 byte past the end of kmap()'s alias of frame",
                     [&] { write_byte(page + kPageSize, 1); });
    test.expect_stop(ReportKind::Underrun, "1 byte before the start of kmap()'s alias of frame",
                     [&] { read_byte(page - 1); });
    mm::kunmap(frames[0]);
    test.expect(read_word(page) == 0, "gone although one user is left");
    mm::kunmap(frames[0]);
    test.expect_stop(ReportKind::StaleSlot, "kmap()'s alias of frame", [&] { read_byte(page); });
}

void eager_unmaps_areas_at_once_too(TestRun& test)
{
    ScopedKmapDebug const words{{.eager = true}};
    OwnedFrame const frame;
    VirtAddr const area = mm::vmap(std::array{frame.frame()}).must();
    run_on(online_cpus(), [area](u32) { read_byte(area); });
    mm::vunmap(area);
    run_on(online_cpus(), [&](u32) {
        test.expect_stop(ReportKind::StaleSlot, "that was unmapped", [area] { read_byte(area); });
    });
}

constexpr GuestTest kKmapDebugTests[] = {
    {"kmap_debug_force_gives_lowmem_guards", force_gives_lowmem_guards},
    {"kmap_debug_quarantined_slot_catches_a_stale_pointer", quarantined_slot_catches_a_stale_pointer},
    {"kmap_debug_alias_has_guards_and_goes_with_its_last_user", alias_has_guards_and_goes_with_its_last_user},
    {"kmap_debug_eager_unmaps_areas_at_once_too", eager_unmaps_areas_at_once_too},
    {"kmap_debug_tracked_overrun_names_the_function_that_mapped",
     tracked_overrun_names_the_function_that_mapped},
    {"kmap_debug_tracked_kmap_names_the_function_that_mapped", tracked_kmap_names_the_function_that_mapped},
    {"kmap_debug_tracked_mapping_keeps_its_frame_from_being_freed",
     tracked_mapping_keeps_its_frame_from_being_freed},
};

} // namespace

std::span<GuestTest const> kmap_debug_tests() { return kKmapDebugTests; }

} // namespace kernel
