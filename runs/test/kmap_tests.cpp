// SPDX-License-Identifier: MIT
// kmap() on the real machine: one address for everybody, kept until the window is flushed, and then gone
// from every CPU. For waiting for a slot: kmap_pressure_tests.cpp. For all orders of events:
// tests/mm/kmap_test.cpp.
#include "kernel/check/owned_frame.hpp"
#include "lib/irq_guard.hpp"
#include "mm/kmap_atomic.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/common/shared_window.hpp"
#include "runs/test/high_frames.hpp"
#include "runs/test/in_next_tick.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

using lib::ReportKind;
using mm::SharedMap;

Pfn frame_at(VirtAddr page) { return mm::walk(hw::page_table_root(), page).table.pfn(); }

u32 pool_flushes() { return mm::kmap_pool().slots().flushes(); }

// Is the test about pages that stay mapped without a user?
bool pages_stay(TestRun& test)
{
    bool const stay = !mm::kmap_debug().eager && !mm::kmap_debug().alias;
    if (!stay) test.skip("kmap.debug=eager or alias: no page stays");
    return stay;
}

void frame_has_one_address_on_every_cpu(TestRun& test)
{
    if (!has_high_frames(test, 8)) return;
    HighFrames<8> const frames;
    SharedMap const mine{frames[7]};
    std::array<VirtAddr, kMaxCpus> address{};
    std::array<u32, kMaxCpus> found{};
    run_on(online_cpus(), [&](u32 index) {
        SharedMap const map{frames[7]};
        address[index] = map.address();
        found[index] = read_word(mine.address()); // the address that another thread was given
    });
    for (auto cpus = online_cpus(); !cpus.empty(); cpus.remove(cpus.first())) {
        u32 const index = cpus.first();
        test.expect(address[index] == mine.address(), "CPU {} was given {}", index, address[index]);
        test.expect(found[index] == 7, "CPU {} reads {}", index, found[index]);
    }
}

void mappings_are_counted(TestRun& test)
{
    if (!has_high_frames(test, 1)) return;
    HighFrames<1> const frames;
    VirtAddr const page = mm::kmap(frames[0]);
    test.expect(mm::kmap(frames[0]) == page, "the second kmap() gave another address");
    mm::kunmap(frames[0]);
    mm::kmap_flush_unused();
    test.expect(is_mapped(page), "gone although one user is left");
    mm::kunmap(frames[0]);
    mm::kmap_flush_unused();
    test.expect(!is_mapped(page), "still mapped without a user");
    test.expect_stop(ReportKind::StaleSlot, "any more", [page] { read_word(page); });
}

void unused_page_stays_and_is_found_again(TestRun& test)
{
    if (!pages_stay(test)) return;
    if (!has_high_frames(test, 1)) return;
    HighFrames<1> const frames;
    u32 const before = pool_flushes();
    VirtAddr const page = mm::kmap(frames[0]);
    mm::kunmap(frames[0]);
    SharedMap const again{frames[0]};
    test.expect(again.address() == page, "{} and then {}", page, again.address());
    test.expect(pool_flushes() == before, "{} flushes for it", pool_flushes() - before);
}

void high_get_finds_only_what_is_mapped(TestRun& test)
{
    if (!has_high_frames(test, 1)) return;
    HighFrames<1> const frames;
    test.expect(!mm::kmap_high_get(frames[0]).has_value(), "a frame that is not mapped has an address");
    VirtAddr const page = mm::kmap(frames[0]);
    {
        lib::IrqGuard const may_not_sleep;
        auto const found = mm::kmap_high_get(frames[0]);
        test.expect(found == page, "the mapped frame was not found at {}", page);
    }
    mm::kunmap(frames[0]);
    mm::kmap_flush_unused();
    test.expect(is_mapped(page), "kmap_high_get() counts for nothing");
    mm::kunmap(frames[0]);
}

void guard_lies_on_both_sides(TestRun& test)
{
    if (!has_high_frames(test, 1)) return;
    HighFrames<1> const frames;
    SharedMap const map{frames[0]};
    test.expect_stop(ReportKind::Overrun, " 1 byte past the end of kmap",
                     [&] { write_byte(map.address() + kPageSize, 1); });
    test.expect_stop(ReportKind::Underrun, "1 byte before the start of kmap",
                     [&] { read_byte(map.address() - 1); });
}

void all_slots_are_usable_at_once(TestRun& test)
{
    constexpr u32 kAll = mm::SharedSlots::kMost, kOrder = 9;
    static_assert(kAll == 1u << kOrder);
    if (!has_high_frames(test, 4 * kAll)) return; // enough that there is a block of them
    OwnedFrame const block{mm::ZoneChoice::HighFirst, kOrder};
    auto const frame = [&](u32 index) { return mm::Frame{block.pfn() + index}; };
    for (u32 index = 0; index < kAll; ++index) write_word(mm::kmap(frame(index)), index);
    for (u32 index = 0; index < kAll; ++index) {
        SharedMap const again{frame(index)}; // finds it, for no slot is left
        test.expect(read_word(again.address()) == index, "frame {} shows {}", index,
                    read_word(again.address()));
        mm::kunmap(frame(index));
    }
}

// The last of five frames finds four slots taken by pages that nobody uses.
void wrap_flushes_every_cpu_exactly_once(TestRun& test)
{
    if (!pages_stay(test)) return;
    constexpr u32 kSlots = 4;
    if (!has_high_frames(test, 2 * kSlots)) return;
    HighFrames<2 * kSlots> const frames;
    FewSlots const few{kSlots};
    VirtAddr const first = mm::SharedSlots::address_of(0);
    u32 const before = pool_flushes();
    for (u32 index = 0; index < kSlots; ++index) map_and_unmap(frames[index]);
    run_on(online_cpus(), [first](u32) { read_word(first); }); // now every CPU has the translation
    test.expect(pool_flushes() == before, "{} flushes before the wrap", pool_flushes() - before);
    for (u32 index = kSlots; index < 2 * kSlots; ++index) map_and_unmap(frames[index]);
    test.expect(pool_flushes() == before + 1, "{} flushes for a wrap", pool_flushes() - before);
    std::array<u32, kMaxCpus> found{};
    run_on(online_cpus(), [&](u32 index) { found[index] = read_word(first); });
    for (auto cpus = online_cpus(); !cpus.empty(); cpus.remove(cpus.first()))
        test.expect(found[cpus.first()] == kSlots, "CPU {} reads {}", cpus.first(), found[cpus.first()]);
}

// The only slot changes its frame while another CPU, deaf, keeps using the old translation: between the
// store that empties the entry and the answer to the shootdown the old frame really shows.
void stale_translation_is_seen_and_then_gone(TestRun& test)
{
    if (!pages_stay(test)) return;
    MigrationGuard const here;
    if (here.others().empty()) return test.skip("only one CPU runs");
    if (!has_high_frames(test, 3)) return;
    HighFrames<3> const frames;
    FewSlots const one{1};
    VirtAddr const page = mm::SharedSlots::address_of(0);
    Steps steps;
    u32 before = ~0u, after = ~0u;
    bool forgotten = false;
    auto look = [&] {
        lib::IrqGuard const no_interrupts;
        read_word(page);
        steps.reach(1);
        while (frame_at(page) == frames[1].pfn()) {
        } // no hw::pause(): it would serve the shootdown
        forgotten = expect_stop(ReportKind::StaleSlot, [&] { before = read_word(page); }).has_value();
        steps.wait_for(2); // serves it
        after = read_word(page);
    };

    map_and_unmap(frames[1]);
    auto there = start_on(here.others().first(), look);
    steps.wait_for(1);
    SharedMap const map{frames[2]}; // returns when the other CPU has dropped the old one
    steps.reach(2);
    there.join();
    test.expect(after == 2, "read {} after the shootdown", after);
    // Legal, since a CPU may forget a translation whenever it likes, though no machine was ever seen to.
    if (forgotten) return test.skip("the other CPU dropped the translation by itself");
    test.expect(before == 1, "read {} before the shootdown", before);
}

void flush_unused_reaches_every_cpu(TestRun& test)
{
    if (!pages_stay(test)) return;
    if (!has_high_frames(test, 2)) return;
    HighFrames<2> const frames;
    VirtAddr const page = mm::kmap(frames[0]);
    SharedMap const kept{frames[1]};
    run_on(online_cpus(), [page](u32) { read_word(page); });
    mm::kunmap(frames[0]);
    u32 const before = pool_flushes();
    mm::kmap_flush_unused();
    test.expect(pool_flushes() == before + 1, "{} flushes", pool_flushes() - before);
    run_on(online_cpus(), [&](u32 index) {
        auto const report = expect_stop(ReportKind::StaleSlot, [page] { read_word(page); });
        test.expect(report.has_value(), "CPU {} still sees the page", index);
    });
    test.expect(read_word(kept.address()) == 1, "a page in use shows {}", read_word(kept.address()));
}

void shared_lowmem_page_takes_no_slot(TestRun& test)
{
    if (mm::kmap_debug().force) {
        test.skip("kmap.debug=force gives it one");
        return;
    }
    auto const low = mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly);
    VirtAddr const page = mm::kmap(*low);
    test.expect(page == mm::lowmem_address(low->pfn().base()), "mapped at {}", page);
    mm::kunmap(*low);
    mm::frames().free_frames(*low, 0);
}

void second_unmap_is_reported(TestRun& test)
{
    if (!has_high_frames(test, 2)) return;
    HighFrames<2> const frames;
    SharedMap const other{frames[1]};
    map_and_unmap(frames[0]);
    test.expect_stop(ReportKind::DoubleUnmap, "nobody has it mapped", [&] { mm::kunmap(frames[0]); });
}

void unmap_of_somebody_elses_is_reported(TestRun& test)
{
    if (!has_high_frames(test, 1)) return;
    HighFrames<1> const frames;
    SharedMap const mine{frames[0]};
    auto body = [&] {
        test.expect_stop(ReportKind::NotTheHolder, "'thief'", [&] { mm::kunmap(frames[0]); });
    };
    static_cast<void>(spawn("thief", body));
}

void sleeping_call_in_atomic_is_reported(TestRun& test)
{
    if (!has_high_frames(test, 1)) return;
    HighFrames<1> const frames;
    test.expect_stop(ReportKind::SleepInAtomic, "kmap", [&] {
        mm::AtomicMap const atomic{frames[0]};
        static_cast<void>(mm::kmap(frames[0]));
    });
}

// Of a frame that is mapped, and of lowmem, which would not need the call.
void unmap_in_an_interrupt_is_reported(TestRun& test)
{
    OwnedFrame const frame, low{mm::ZoneChoice::LowOnly};
    SharedMap const map{frame.frame()};
    in_next_tick([&] {
        for (mm::Frame const each : {frame.frame(), low.frame()}) {
            test.expect_stop(ReportKind::WrongContext, "kunmap() is for threads", [&] { mm::kunmap(each); });
            test.expect_stop(ReportKind::WrongContext, "kmap_high_get() is for threads",
                             [&] { static_cast<void>(mm::kmap_high_get(each)); });
        }
    });
}

constexpr GuestTest kKmapTests[] = {
    {"kmap_frame_has_one_address_on_every_cpu", frame_has_one_address_on_every_cpu},
    {"kmap_mappings_are_counted", mappings_are_counted},
    {"kmap_unused_page_stays_and_is_found_again", unused_page_stays_and_is_found_again},
    {"kmap_high_get_finds_only_what_is_mapped", high_get_finds_only_what_is_mapped},
    {"kmap_guard_lies_on_both_sides", guard_lies_on_both_sides},
    {"kmap_all_slots_are_usable_at_once", all_slots_are_usable_at_once},
    {"kmap_wrap_flushes_every_cpu_exactly_once", wrap_flushes_every_cpu_exactly_once},
    {"kmap_stale_translation_is_seen_and_then_gone", stale_translation_is_seen_and_then_gone},
    {"kmap_flush_unused_reaches_every_cpu", flush_unused_reaches_every_cpu},
    {"kmap_lowmem_page_takes_no_slot", shared_lowmem_page_takes_no_slot},
    {"kmap_second_unmap_is_reported", second_unmap_is_reported},
    {"kmap_unmap_of_somebody_elses_is_reported", unmap_of_somebody_elses_is_reported},
    {"kmap_sleeping_call_in_atomic_is_reported", sleeping_call_in_atomic_is_reported},
    {"kmap_unmap_in_an_interrupt_is_reported", unmap_in_an_interrupt_is_reported},
};

} // namespace

std::span<GuestTest const> kmap_tests() { return kKmapTests; }

} // namespace kernel
