// SPDX-License-Identifier: MIT
// What the words of kmap.debug= do, each switched on for the length of a test: on a real TLB, with real
// faults.
#include "kernel/guest_tests/table.hpp"
#include "kernel/guest_tests/touch.hpp"
#include "kernel/owned_frame.hpp"
#include "mm/kernel_space.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/kmap_local.hpp"

namespace kernel {

namespace {

using lib::ReportKind;
using mm::kmap_local_pfn;
using mm::kunmap_local;

/// Nothing may be mapped while it is made, nor when it ends.
class DebugWords {
public:
    explicit DebugWords(mm::KmapDebug words) { mm::set_kmap_debug(words); }
    ~DebugWords() { mm::set_kmap_debug(before_); }
    DebugWords(DebugWords const&) = delete;
    DebugWords& operator=(DebugWords const&) = delete;

private:
    mm::KmapDebug before_ = mm::kmap_debug();
};

void force_gives_lowmem_guards(TestRun& test)
{
    DebugWords const words{{.force = true}};
    OwnedFrame const low{mm::ZoneChoice::LowOnly};
    test.expect_stop(ReportKind::Overrun, "1 bytes past the end of slot 0", [&] {
        mm::LocalMap const map{low.frame()};
        static_cast<void>(read_byte(map.address() + kPageSize));
    });
}

void quarantined_slot_catches_a_stale_pointer(TestRun& test)
{
    DebugWords const words{{.quarantine = true}};
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
    DebugWords const words{{.track = true}};
    OwnedFrame const frame;
    test.expect_stop(ReportKind::Overrun, "with kmap_local at ", [&] {
        VirtAddr const address = kmap_local_pfn(frame.pfn());
        static_cast<void>(read_byte(address + kPageSize));
    });
}

constexpr GuestTest kTests[] = {
    {"kmap_debug_force_gives_lowmem_guards", force_gives_lowmem_guards},
    {"kmap_debug_quarantined_slot_catches_a_stale_pointer", quarantined_slot_catches_a_stale_pointer},
    {"kmap_debug_tracked_overrun_names_the_function_that_mapped",
     tracked_overrun_names_the_function_that_mapped},
};

} // namespace

std::span<GuestTest const> kmap_debug_tests() { return kTests; }

} // namespace kernel
