// SPDX-License-Identifier: MIT
// Accesses that leave a mapping, come too late or do what the mapping forbids: the page fault is judged, and
// the report names the slot and how far the access went.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "mm/fixmap.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/touch.hpp"
#include "runs/test/test_table.hpp"
#include "runs/test/whose_windows.hpp"

#include <cstring>

namespace kernel {

namespace {

using lib::ReportKind;
using mm::LocalMap;

void first_byte_behind_a_page(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap const map{frame.pfn()};
    test.expect_stop(ReportKind::Overrun, " 1 byte past the end of slot 0",
                     [&] { write_byte(map.address() + kPageSize, 1); });
}

void copy_that_runs_64_bytes_too_far(TestRun& test)
{
    OwnedFrame const from{mm::ZoneChoice::LowOnly, 1};
    OwnedFrame const to;
    LocalMap const map{to.pfn()};
    std::byte const* const source = hw::lowmem(from.pfn().base());
    test.expect_stop(ReportKind::Overrun, " 64 bytes past the end of slot 0",
                     [&] { std::memcpy(hw::at(map.address()), source, kPageSize + 64); });
}

void odd_bytes_behind_the_last_word_of_a_copy(TestRun& test)
{
    OwnedFrame const from{mm::ZoneChoice::LowOnly, 1};
    OwnedFrame const to;
    LocalMap const map{to.pfn()};
    std::byte const* const source = hw::lowmem(from.pfn().base());
    test.expect_stop(ReportKind::Overrun, " 67 bytes past the end of slot 0",
                     [&] { std::memcpy(hw::at(map.address()), source, kPageSize + 67); });
}

void bytes_before_the_overrun_have_arrived(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap map{frame.pfn()};
    static_cast<void>(
        expect_stop(ReportKind::Overrun, [&] { std::memset(hw::at(map.address()), 0x77, kPageSize + 64); }));
    test.expect(map.bytes().back() == std::byte{0x77}, "the last byte of the page was not written");
}

void last_byte_before_a_page(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap const map{frame.pfn()};
    test.expect_stop(ReportKind::Underrun, "1 byte before the start of slot 0",
                     [&] { read_byte(map.address() - 1); });
}

void word_across_the_end_of_a_page(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap const map{frame.pfn()};
    test.expect_stop(ReportKind::Overrun, " 3 bytes past the end of slot 0",
                     [&] { write_word(map.address() + (kPageSize - 1), 1); });
}

void guard_belongs_to_the_nearer_slot(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap const outer{frame.pfn()};
    LocalMap const inner{frame.pfn()};
    test.expect_stop(ReportKind::Overrun, "slot 0", [&] { write_byte(outer.address() + kPageSize, 1); });
    test.expect_stop(ReportKind::Underrun, "slot 1", [&] { write_byte(inner.address() - 1, 1); });
}

void pointer_kept_after_unmap(TestRun& test)
{
    MigrationGuard const stays; // on another CPU the slot would be a foreign one
    OwnedFrame const frame;
    VirtAddr const address = mm::kmap_local_pfn(frame.pfn());
    mm::kunmap_local(address);
    auto const slot = lib::formatted<32>("slot 0 of {}", mm::name_of(mm::this_owner()));
    test.expect_stop(ReportKind::StaleSlot, slot.view(), [address] { write_byte(address, 1); });
}

void write_through_a_read_only_mapping(TestRun& test)
{
    OwnedFrame const frame;
    LocalMap const map{frame.pfn(), mm::kReadOnly};
    test.expect_stop(ReportKind::Rights, "read-only", [&] { write_byte(map.address(), 1); });
}

void execution_of_a_mapped_page(TestRun& test)
{
    if (mm::entry_features().nx_high == 0) return test.skip("this CPU has no NX, or nonx was said");
    OwnedFrame const frame;
    LocalMap const map{frame.pfn()};
    test.expect_stop(ReportKind::Rights, "without execute", [&] { execute(map.address()); });
}

void slot_of_another_cpu(TestRun& test)
{
    if (mm::windows_of_threads()) return test.skip(kWindowsOfThreads);
    MigrationGuard const stays;
    mm::WindowOwner const other{stays.cpu() == 0 ? 1u : 0u};
    VirtAddr const foreign = mm::LocalPlace::of_slot(other, 0).address();
    test.expect_stop(ReportKind::ForeignSlot, mm::name_of(other).view(), [foreign] { read_byte(foreign); });
}

void page_behind_a_device(TestRun& test)
{
    VirtAddr const guard = mm::fix_to_virt(mm::Fixmap::VgaText) + kPageSize;
    test.expect_stop(ReportKind::Overrun, "fixmap", [guard] { write_byte(guard, 1); });
}

constexpr GuestTest kWindowFaultTests[] = {
    {"window_fault_first_byte_behind_a_page", first_byte_behind_a_page},
    {"window_fault_copy_that_runs_64_bytes_too_far", copy_that_runs_64_bytes_too_far},
    {"window_fault_odd_bytes_behind_the_last_word_of_a_copy", odd_bytes_behind_the_last_word_of_a_copy},
    {"window_fault_bytes_before_the_overrun_have_arrived", bytes_before_the_overrun_have_arrived},
    {"window_fault_last_byte_before_a_page", last_byte_before_a_page},
    {"window_fault_word_across_the_end_of_a_page", word_across_the_end_of_a_page},
    {"window_fault_guard_belongs_to_the_nearer_slot", guard_belongs_to_the_nearer_slot},
    {"window_fault_pointer_kept_after_unmap", pointer_kept_after_unmap},
    {"window_fault_write_through_a_read_only_mapping", write_through_a_read_only_mapping},
    {"window_fault_execution_of_a_mapped_page", execution_of_a_mapped_page},
    {"window_fault_slot_of_another_cpu", slot_of_another_cpu},
    {"window_fault_page_behind_a_device", page_behind_a_device},
};

} // namespace

std::span<GuestTest const> window_fault_tests() { return kWindowFaultTests; }

} // namespace kernel
