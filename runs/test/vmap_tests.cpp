// SPDX-License-Identifier: MIT
// vmap on the real machine: frames side by side, guards around them, and who sees what after an unmap. For
// many maps and unmaps at random: vmap_random_tests.cpp; for more orders of events: tests/mm/vmap_test.cpp.
#include "kernel/check/owned_frame.hpp"
#include "lib/irq_guard.hpp"
#include "mm/fixmap.hpp"
#include "mm/kmap_debug.hpp"
#include "mm/vmap.hpp"
#include "mm/vmap_area.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/common/shared_window.hpp"
#include "runs/test/high_frames.hpp"
#include "runs/test/test_table.hpp"

#include <cstring>

namespace kernel {

namespace {

using lib::ReportKind;

u32 flushes() { return mm::vmap_area().flushes(); }

VirtAddr map(std::span<mm::Frame const> frames, mm::Rights rights = mm::Rights::Write)
{
    return mm::vmap(frames, rights).must(); // a test that runs out of memory proves nothing
}

// Three frames in another order than they lie in memory: 2, 0, 1.
class ThreeFrames {
public:
    [[nodiscard]] std::span<mm::Frame const> all() const { return order_; }
    [[nodiscard]] mm::Frame operator[](u32 index) const { return order_[index]; }
    static constexpr std::array<u32, 3> kNumbers{2, 0, 1};

private:
    HighFrames<3> const frames_;
    std::array<mm::Frame, 3> const order_{frames_[kNumbers[0]], frames_[kNumbers[1]], frames_[kNumbers[2]]};
};

void shows_scattered_frames_in_their_order(TestRun& test)
{
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    VirtAddr const area = map(frames.all());
    for (u32 page = 0; page < 3; ++page) {
        VirtAddr const address = area + page * kPageSize;
        test.expect(read_word(address) == frames.kNumbers[page], "page {} shows {}", page,
                    read_word(address));
        write_word(address + kPageSize - sizeof(u32), 100 + page);
    }
    mm::vunmap(area);
    for (u32 page = 0; page < 3; ++page) {
        mm::LocalMap const frame{frames[page]};
        u32 const found = read_word(frame.address() + kPageSize - sizeof(u32));
        test.expect(found == 100 + page, "the frame of page {} holds {}", page, found);
    }
}

void guard_lies_on_both_sides_of_an_area(TestRun& test)
{
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    VirtAddr const first = map(frames.all()), second = map(frames.all()); // one may be the other's neighbour
    for (VirtAddr const area : {first, second}) {
        VirtAddr const end = area + 3 * kPageSize;
        test.expect_stop(ReportKind::Underrun, "4 bytes before the start of the area of 3 pages",
                         [&] { read_word(area - sizeof(u32)); });
        test.expect_stop(ReportKind::Overrun, " 64 bytes past the end of the area of 3 pages",
                         [&] { std::memset(hw::at(end - 128), 0, 128 + 64); });
    }
    mm::vunmap(second);
    mm::vunmap(first);
}

void read_only_area_refuses_writes(TestRun& test)
{
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    VirtAddr const area = map(frames.all(), mm::Rights::Read);
    test.expect_stop(ReportKind::Rights, "forbidden in the area of 3 pages",
                     [&] { write_word(area + kPageSize, 77); });
    test.expect(read_word(area + kPageSize) == frames.kNumbers[1], "written all the same");
    mm::vunmap(area);
}

void area_is_not_executable(TestRun& test)
{
    if (mm::entry_features().nx_high == 0) return test.skip("this CPU has no NX, or nonx was said");
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    VirtAddr const area = map(frames.all());
    write_byte(area, 0xC3); // RET: if the page can be executed, nothing happens
    test.expect_stop(ReportKind::Rights, "executes at", [&] { execute(area); });
    mm::vunmap(area);
}

void every_cpu_sees_an_area(TestRun& test)
{
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    VirtAddr const area = map(frames.all());
    run_on(online_cpus(), [&](u32 index) {
        u32 const found = read_word(area + 2 * kPageSize);
        test.expect(found == frames.kNumbers[2], "CPU {} reads {}", index, found);
    });
    mm::vunmap(area);
}

void unmap_leaves_the_flush_for_later(TestRun& test)
{
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    mm::vm_unmap_aliases(); // what others left
    u32 const before = flushes();
    VirtAddr const area = map(frames.all());
    mm::vunmap(area);
    test.expect(!is_mapped(area) && !is_mapped(area + 2 * kPageSize), "still in the page tables");
    test.expect(flushes() == before, "{} flushes for a lazy unmap", flushes() - before);
    u32 const waiting = mm::vmap_area().pages_waiting();
    test.expect(waiting >= 4, "{} pages wait for a flush", waiting);
    mm::vm_unmap_aliases();
    test.expect(flushes() == before + 1, "{} flushes in the end", flushes() - before);
    test.expect(mm::vmap_area().pages_waiting() == 0, "{} still wait", mm::vmap_area().pages_waiting());
    test.expect_stop(ReportKind::StaleSlot, "vmap area", [&] { read_word(area); });
}

// Between a lazy unmap and its flush another CPU still sees the frame, and the flush ends that.
void stale_translation_is_seen_until_the_flush(TestRun& test)
{
    MigrationGuard const here;
    if (mm::kmap_debug().eager) return test.skip("kmap.debug=eager: no flush is left for later");
    if (here.others().empty()) return test.skip("only one CPU runs");
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    VirtAddr const area = map(frames.all());
    Steps steps;
    u32 before = ~0u;
    bool forgotten = false, gone = false;
    auto look = [&] {
        lib::IrqGuard const no_interrupts; // one could throw the translation out of the TLB
        read_word(area);
        steps.reach(1);
        steps.wait_for(2);
        forgotten = expect_stop(ReportKind::StaleSlot, [&] { before = read_word(area); }).has_value();
        steps.reach(3);
        steps.wait_for(4); // here it serves the shootdown
        gone = expect_stop(ReportKind::StaleSlot, [&] { read_word(area); }).has_value();
    };

    auto there = start_on(here.others().first(), look);
    steps.wait_for(1);
    mm::vunmap(area);
    steps.reach(2);
    steps.wait_for(3);
    mm::vm_unmap_aliases();
    steps.reach(4);
    there.join();
    test.expect(gone, "still seen after the flush");
    // Legal, since a CPU may forget a translation whenever it likes, though no machine was ever seen to.
    if (forgotten) return test.skip("the other CPU dropped the translation by itself");
    test.expect(before == frames.kNumbers[0], "read {} before the flush", before);
}

void eager_unmap_is_seen_by_no_cpu(TestRun& test)
{
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    VirtAddr const area = map(frames.all());
    auto const each_page = [area](auto const& visit) {
        for (u32 page = 0; page < 3; ++page) visit(area + page * kPageSize);
    };
    run_on(online_cpus(), [&](u32) { each_page([](VirtAddr page) { read_word(page); }); });
    mm::vunmap_eager(area);
    run_on(online_cpus(), [&](u32 index) {
        each_page([&](VirtAddr page) {
            auto const report = expect_stop(ReportKind::StaleSlot, [page] { read_word(page); });
            test.expect(report.has_value(), "CPU {} still sees {}", index, page);
        });
    });
}

// Unmaps again and again, until the lot is flushed of its own accord.
void addresses_rest_until_the_flush(TestRun& test)
{
    constexpr u32 kEnough = mm::VmapArea::kLazyPages / 4 + 1; // an area of 3 and its guard each
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    mm::vm_unmap_aliases();
    u32 const before = flushes();
    VirtAddr const area = map(frames.all());
    mm::vunmap(area);
    u32 rounds = 0;
    for (; flushes() == before && rounds < kEnough; ++rounds) {
        VirtAddr const other = map(frames.all());
        if (flushes() != before) break;
        test.expect(other + 3 * kPageSize <= area || other >= area + 3 * kPageSize,
                    "{} was handed out again in round {}", other, rounds);
        mm::vunmap(other);
    }
    test.expect(flushes() == before + 1, "no flush after {} unmaps", rounds);
}

void wrong_unmaps_are_reported(TestRun& test)
{
    if (!has_high_frames(test, 3)) return;
    ThreeFrames const frames;
    VirtAddr const area = map(frames.all());
    test.expect_stop(ReportKind::NotASlot, "'boot'", [&] { mm::vunmap(area + kPageSize); });
    mm::vunmap(area);
    test.expect_stop(ReportKind::DoubleUnmap, "unmapped already", [&] { mm::vunmap(area); });
}

void device_is_shown_and_ram_is_none(TestRun& test)
{
    OwnedFrame const ram;
    test.expect_stop(ReportKind::CacheAlias, "RAM", [&] {
        static_cast<void>(mm::vmap_device({ram.pfn(), ram.pfn() + 1}));
    });
    auto const screen = mm::walk(hw::page_table_root(), mm::fix_to_virt(mm::Fixmap::VgaText));
    if (!screen.mapped) return test.skip("no text screen");
    VirtAddr const area = mm::vmap_device({screen.table.pfn(), screen.table.pfn() + 1}).must();
    mm::Pte const entry = mm::walk(hw::page_table_root(), area).table;
    test.expect(entry.pfn() == screen.table.pfn(), "shows frame {}", entry.pfn());
    test.expect((entry.low() & mm::Pte::kPcd) != 0, "a device is cached");
    mm::vunmap_eager(area);
}

constexpr GuestTest kVmapTests[] = {
    {"vmap_shows_scattered_frames_in_their_order", shows_scattered_frames_in_their_order},
    {"vmap_guard_lies_on_both_sides", guard_lies_on_both_sides_of_an_area},
    {"vmap_read_only_area_refuses_writes", read_only_area_refuses_writes},
    {"vmap_area_is_not_executable", area_is_not_executable},
    {"vmap_every_cpu_sees_an_area", every_cpu_sees_an_area},
    {"vmap_unmap_leaves_the_flush_for_later", unmap_leaves_the_flush_for_later},
    {"vmap_stale_translation_is_seen_until_the_flush", stale_translation_is_seen_until_the_flush},
    {"vmap_eager_unmap_is_seen_by_no_cpu", eager_unmap_is_seen_by_no_cpu},
    {"vmap_addresses_rest_until_the_flush", addresses_rest_until_the_flush},
    {"vmap_wrong_unmaps_are_reported", wrong_unmaps_are_reported},
    {"vmap_device_is_shown_and_ram_is_none", device_is_shown_and_ram_is_none},
};

} // namespace

std::span<GuestTest const> vmap_tests() { return kVmapTests; }

} // namespace kernel
