// SPDX-License-Identifier: MIT
// kmap.debug=flush: each way to leave out a flush is reported at the moment at which the page changes hands.
#include "kernel/check/owned_frame.hpp"
#include "kernel/check/scoped_kmap_debug.hpp"
#include "lib/preempt_guard.hpp"
#include "mm/context.hpp"
#include "mm/flush_ledger.hpp"
#include "mm/kmap.hpp"
#include "mm/kmap_local.hpp"
#include "mm/local_compound.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/test_table.hpp"
#include "runs/test/unflushed_area.hpp"

#include <array>

namespace kernel {

namespace {

using lib::ReportKind;
using mm::Debts;

/// The word, for a test; whoever makes it looks whether there was memory for it.
class Ledger {
public:
    explicit Ledger(TestRun& test)
    {
        if (!mm::flushes_watched()) test.skip("no memory for the ledger");
    }

private:
    static mm::KmapDebug words()
    {
        mm::KmapDebug words = mm::kmap_debug();
        words.flush = true;
        words.linux_rules = false;
        return words;
    }
    ScopedKmapDebug const words_{words()};
};

mm::PteSlot& entry_of(VirtAddr page)
{
    mm::LocalWindow const& window = mm::local_window();
    return window.entry(window.page_of(page));
}

// The steps of kmap_local and kunmap_local, but for U2 (mm/local_slot.hpp).
void slot_whose_flush_was_forgotten(TestRun& test)
{
    Ledger const ledger{test};
    if (!mm::flushes_watched()) return;
    OwnedFrame const frame, next;
    lib::PreemptGuard const undisturbed; // or a switch would make the flush
    u32 const below = mm::local_mark();
    VirtAddr const page = mm::kmap_local_pfn(frame.pfn());
    mm::retract_here<Debts::IfAskedFor>(entry_of(page), page);
    test.expect_stop(ReportKind::OwedFlush, "gives back page",
                     [&] { mm::leave_here<Debts::IfAskedFor>(page, mm::PageMove::GiveBack); });
    mm::local_release_to(below);             // as it should be
    if (mm::kmap_debug().quarantine) return; // the next mapping is made in another slot
    mm::owe_flush(mm::one_page(page), lib::CpuMask::of(hw::cpu_index()));
    test.expect_stop(ReportKind::OwedFlush, "maps page",
                     [&] { static_cast<void>(mm::kmap_local_pfn(next.pfn())); });
    mm::LocalMap const right{next.pfn()};
    test.expect(right.address() == page, "mapped at {}", right.address());
}

void one_page_of_four_is_flushed(TestRun& test)
{
    Ledger const ledger{test};
    if (!mm::flushes_watched()) return;
    OwnedFrame const block{mm::ZoneChoice::HighFirst, 2};
    std::array const frames{block.frame(), block.frame(), block.frame(), block.frame()};
    UnflushedArea const area{mm::vmap(frames).must()};
    VirtAddr const second = area.pages().begin + kPageSize;
    hw::flush_range_everywhere({area.pages().begin, second});
    test.expect(mm::owing_cpus(area.pages().begin).empty(),
                "the first page is flushed and owes all the same");
    test.expect(mm::owing_cpus(second) == online_cpus(), "CPUs {:#x} owe the second",
                mm::owing_cpus(second).bits());
    test.expect_stop(ReportKind::OwedFlush, "(the vmap area) before CPU", [&] { area.give_back(); });
}

void one_cpu_of_several_is_left_out(TestRun& test)
{
    MigrationGuard const here;
    if (here.others().empty()) return test.skip("only one CPU runs");
    Ledger const ledger{test};
    if (!mm::flushes_watched()) return;
    OwnedFrame const frame;
    UnflushedArea const area{mm::vmap(std::array{frame.frame()}).must()};
    u32 const left_out = here.others().first();
    hw::flush_range_on(lib::CpuMask::all().without(left_out), area.pages());
    test.expect(mm::owing_cpus(area.pages().begin) == lib::CpuMask::of(left_out), "CPUs {:#x} owe it",
                mm::owing_cpus(area.pages().begin).bits());
    test.expect_stop(ReportKind::OwedFlush, "before CPU", [&] { area.give_back(); });
}

// Somebody hands the page on while the CPU that shoots still waits for the answer of one that works with
// interrupts off.
void page_is_handed_out_before_the_shootdown_was_answered(TestRun& test)
{
    MigrationGuard const here;
    lib::CpuMask const others = here.others();
    if (others.count() < 2) return test.skip("it takes three CPUs");
    Ledger const ledger{test};
    if (!mm::flushes_watched()) return;
    OwnedFrame const frame;
    UnflushedArea const area{mm::vmap(std::array{frame.frame()}).must()};
    u32 const deaf = others.first(), shooter = others.without(deaf).first();
    Steps steps;
    auto hear_nothing = [&] {
        lib::IrqGuard const irqs_off;
        steps.reach(1);
        while (!steps.has_reached(2)) { // not by hw::pause(), which answers
        }
    };
    auto shoot = [&] {
        steps.wait_for(1);
        hw::flush_range_everywhere(area.pages());
    };
    {
        auto const shooting_thread = start_on(shooter, shoot);
        auto const deaf_thread = start_on(deaf, hear_nothing);
        while (mm::owing_cpus(area.pages().begin) != lib::CpuMask::of(deaf)) hw::pause();
        test.expect_stop(ReportKind::OwedFlush, "before CPU", [&] { area.give_back(); });
        steps.reach(2);
    }
    test.expect(mm::owing_cpus(area.pages().begin).empty(), "answered, and CPUs {:#x} owe it all the same",
                mm::owing_cpus(area.pages().begin).bits());
}

constexpr GuestTest kFlushLedgerTests[] = {
    {"flush_ledger_slot_whose_flush_was_forgotten", slot_whose_flush_was_forgotten},
    {"flush_ledger_one_page_of_four_is_flushed", one_page_of_four_is_flushed},
    {"flush_ledger_one_cpu_of_several_is_left_out", one_cpu_of_several_is_left_out},
    {"flush_ledger_page_is_handed_out_before_the_shootdown_was_answered",
     page_is_handed_out_before_the_shootdown_was_answered},
};

} // namespace

std::span<GuestTest const> flush_ledger_tests() { return kFlushLedgerTests; }

} // namespace kernel
