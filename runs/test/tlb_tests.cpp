// SPDX-License-Identifier: MIT
// A translation outlives its page-table entry until it is flushed: seen on this machine's real TLB, with a
// page of the fixmap whose entry the test writes itself.
#include "kernel/check/owned_frame.hpp"
#include "lib/irq_guard.hpp"
#include "runs/test/test_page.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

constexpr VirtAddr kPage = TestPage::kAddress;

struct Reads {
    u32 before_flush;
    u32 after_flush;
};

// Maps `first`, reads it, changes the entry to `second` without a flush and reads again, flushes, reads
// again.
Reads read_around_a_missing_flush(Pfn first, Pfn second)
{
    lib::IrqGuard const no_interrupts; // one could throw the translation out of the TLB
    mm::PteSlot& entry = TestPage::entry();
    mm::publish(entry, mm::page_entry(first, mm::kReadWrite));
    read_word(kPage);
    mm::retract(entry);
    mm::publish(entry, mm::page_entry(second, mm::kReadWrite));
    u32 const before_flush = read_word(kPage);
    hw::flush_page(kPage);
    u32 const after_flush = read_word(kPage);
    mm::retract(entry);
    hw::flush_page(kPage);
    return {before_flush, after_flush};
}

void flush_shows_the_new_frame(TestRun& test)
{
    OwnedFrame const one;
    OwnedFrame const other;
    write_word_in(one.pfn(), 1);
    write_word_in(other.pfn(), 2);
    Reads const reads = read_around_a_missing_flush(one.pfn(), other.pfn());
    test.expect(reads.after_flush == 2, "read {} after the flush", reads.after_flush);
}

void without_flush_the_old_frame_shows(TestRun& test)
{
    OwnedFrame const one;
    OwnedFrame const other;
    write_word_in(one.pfn(), 1);
    write_word_in(other.pfn(), 2);
    Reads const reads = read_around_a_missing_flush(one.pfn(), other.pfn());
    // Legal, since a CPU may forget a translation whenever it likes, though no machine was ever seen to.
    if (reads.before_flush == 2) return test.skip("this CPU dropped the translation by itself");
    test.expect(reads.before_flush == 1, "read {}", reads.before_flush);
}

void flush_all_drops_global_translations(TestRun& test)
{
    OwnedFrame const one;
    OwnedFrame const other;
    write_word_in(one.pfn(), 1);
    write_word_in(other.pfn(), 2);
    lib::IrqGuard const no_interrupts;
    mm::PteSlot& entry = TestPage::entry();
    mm::Pte const mapping = mm::page_entry(one.pfn(), mm::kReadWrite);
    mm::publish(entry, mm::Pte{mapping.low() | mm::entry_features().global, mapping.high()});
    read_word(kPage);
    mm::retract(entry);
    mm::publish(entry, mm::page_entry(other.pfn(), mm::kReadWrite));
    hw::flush_all();
    u32 const found = read_word(kPage);
    mm::retract(entry);
    hw::flush_page(kPage);
    test.expect(found == 2, "read {} after flush_all()", found);
}

constexpr GuestTest kTlbTests[] = {
    {"tlb_flush_shows_the_new_frame", flush_shows_the_new_frame},
    {"tlb_without_flush_the_old_frame_shows", without_flush_the_old_frame_shows},
    {"tlb_flush_all_drops_global_translations", flush_all_drops_global_translations},
};

} // namespace

std::span<GuestTest const> tlb_tests() { return kTlbTests; }

} // namespace kernel
