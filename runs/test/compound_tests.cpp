// SPDX-License-Identifier: MIT
// kmap_local_compound on the real machine: all bytes, guards at both ends, preemption while one is open and
// in the middle of its calls, and the report of an overrun.
#include "kernel/thread/preempt.hpp"
#include "kernel/thread/scheduler.hpp"
#include "mm/local_compound.hpp"
#include "runs/common/is_mapped.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/boundaries.hpp"
#include "runs/test/marked_frame.hpp"
#include "runs/test/needs_trap_flag.hpp"
#include "runs/test/test_table.hpp"

#include <cstring>

namespace kernel {

namespace {

using lib::ReportKind;
using mm::CompoundError;
using mm::LocalCompoundMap;

/// A block in which each page is full of its own frame's number.
class MarkedCompound : public OwnedFrame {
public:
    explicit MarkedCompound(u32 order) : OwnedFrame{mm::ZoneChoice::HighFirst, order}, frames_{1u << order}
    {
        for (u32 index = 0; index < frames_; ++index) mark(pfn() + index);
    }
    [[nodiscard]] bool shown_at(VirtAddr address) const
    {
        for (u32 index = 0; index < frames_; ++index)
            if (!shows(address + index * kPageSize, pfn() + index)) return false;
        return true;
    }

private:
    u32 frames_;
};

// Only in high memory, or with kmap.debug=force, does a compound take slots.
bool takes_slots(TestRun& test, OwnedFrame const& block)
{
    if (!mm::needs_no_slot(block.pfn())) return true;
    test.skip("no high memory");
    return false;
}

void every_order_shows_its_frames_between_guards(TestRun& test)
{
    for (u32 order = 0; order <= mm::kMaxLocalOrder; ++order) {
        MarkedCompound const block{order};
        if (!takes_slots(test, block)) return;
        LocalCompoundMap map{block.frame(), order};
        if (!test.expect(static_cast<bool>(map), "order {} was refused", order)) return;
        test.expect(block.shown_at(map.address()), "order {} shows other frames", order);
        test.expect(!is_mapped(map.address() - 1), "order {}: no guard below", order);
        test.expect(!is_mapped(map.address() + static_cast<u32>(map.bytes().size())),
                    "order {}: no guard above", order);
    }
}

void unmapped_compound_is_gone(TestRun& test)
{
    MarkedCompound const block{mm::kMaxLocalOrder};
    if (!takes_slots(test, block)) return;
    VirtAddr const address = mm::kmap_local_compound(block.frame(), mm::kMaxLocalOrder).address;
    test.expect(block.shown_at(address), "it shows other frames"); // fills the TLB
    mm::kunmap_local_compound(address);
    for (u32 page = 0; page < 1u << mm::kMaxLocalOrder; ++page)
        test.expect(!is_mapped(address + page * kPageSize), "page {} is still in the tables", page);
    test.expect_stop(ReportKind::StaleSlot, "", [&] { read_byte(address); });
}

void overrun_names_order_frames_and_owner(TestRun& test)
{
    constexpr u32 kOrder = 2;
    MarkedCompound const block{kOrder};
    if (!takes_slots(test, block)) return;
    LocalCompoundMap const map{block.frame(), kOrder};
    auto const words = lib::formatted<128>("64 bytes past the end of the compound in slot {} of {} (order 2, "
                                           "frames {} to {}, mapped by thread",
                                           mm::LocalPlace::of(map.address()).slot(),
                                           mm::name_of(mm::this_owner()), block.pfn(), block.pfn() + 3);
    test.expect_stop(ReportKind::Overrun, words.view(),
                     [&] { std::memset(hw::at(map.address()), 0, (kPageSize << kOrder) + 64); });
}

void refused_one_maps_nothing(TestRun& test)
{
    MarkedCompound const block{mm::kMaxLocalOrder};
    if (!takes_slots(test, block)) return;
    LocalCompoundMap const outer{block.frame(), mm::kMaxLocalOrder};
    u32 const mark = mm::local_mark();
    LocalCompoundMap const inner{block.frame(), mm::kMaxLocalOrder};
    test.expect(inner.error() == CompoundError::TooDeep, "18 of 32 pages were in use, and it was mapped");
    LocalCompoundMap const large{block.frame(), mm::kMaxLocalOrder + 1};
    test.expect(large.error() == CompoundError::TooLarge, "order 5 was mapped");
    test.expect(mm::local_mark() == mark, "a slot was taken");
}

/// A thread on this CPU that takes turns with ours, with a compound of its own at the same addresses.
class Rival {
public:
    explicit Rival(MigrationGuard const& here) : thread_{start_on(here.cpu(), body_)}
    {
        while (turns_ == 0) yield();
    }
    ~Rival() { done_ = true; }
    [[nodiscard]] u32 turns() const { return turns_; }
    [[nodiscard]] u32 wrong() const { return wrong_; }

private:
    struct Body {
        Rival& rival;
        void operator()() { rival.run(); }
    };
    void run()
    {
        while (!done_) {
            LocalCompoundMap const map{block_.frame(), mm::kMaxLocalOrder};
            turns_ = turns_ + 1;
            yield();
            if (!map || !block_.shown_at(map.address())) wrong_ = wrong_ + 1;
        }
    }

    MarkedCompound block_{mm::kMaxLocalOrder};
    u32 volatile turns_ = 0, wrong_ = 0;
    bool volatile done_ = false;
    Body body_{*this};
    ThreadHandle thread_; // the first to go: joins
};

void open_compound_survives_preemption(TestRun& test)
{
    MigrationGuard const here;
    MarkedCompound const block{mm::kMaxLocalOrder};
    if (!takes_slots(test, block)) return;
    Rival const rival{here};
    u32 const before = rival.turns();
    for (u32 turn = 0; turn < 50; ++turn) {
        LocalCompoundMap const map{block.frame(), mm::kMaxLocalOrder};
        yield();
        test.expect(block.shown_at(map.address()), "turn {}: it shows other frames", turn);
    }
    test.expect(rival.turns() - before >= 25, "the other thread had {} turns", rival.turns() - before);
    test.expect(rival.wrong() == 0, "the other thread saw other frames {} times", rival.wrong());
}

/// Maps, looks and unmaps, while `interrupt` comes after every kApart-th instruction; each instruction gets
/// its turn.
template <class Interrupt> void expect_whole_when_interrupted(TestRun& test, Interrupt const& interrupt)
{
    constexpr u32 kApart = 32, kOrder = 2;
    MarkedFrame const outer_frame;
    MarkedCompound const block{kOrder};
    mm::LocalMap const outer{outer_frame.pfn()};
    u32 wrong = 0;
    u32 boundaries = 0;
    auto code = [&] {
        VirtAddr const address = mm::kmap_local_compound(block.frame(), kOrder).address;
        wrong += block.shown_at(address) && shows(outer.address(), outer_frame.pfn()) ? 0u : 1u;
        mm::kunmap_local_compound(address);
        wrong += mm::needs_no_slot(block.pfn()) || !is_mapped(address) ? 0u : 1u;
    };
    for (u32 first = 0; first < kApart; ++first) {
        auto at_some = [&](Boundary const& boundary) {
            ++boundaries;
            if (boundary.number % kApart == first) interrupt(boundary);
        };
        single_step(code, at_some);
    }
    test.expect(wrong == 0, "{} times something else was seen", wrong);
    test.expect(boundaries > 100 * kApart, "only {} boundaries were seen", boundaries);
}

void map_and_unmap_interrupted_by_a_handler_with_a_compound(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    MarkedCompound const block{1};
    u32 wrong = 0;
    expect_whole_when_interrupted(test, [&](Boundary const&) {
        InterruptScope const interrupt;
        LocalCompoundMap const map{block.frame(), 1};
        wrong += map && block.shown_at(map.address()) ? 0u : 1u;
    });
    test.expect(wrong == 0, "the handler saw other frames {} times", wrong);
}

void map_and_unmap_preempted_by_a_thread_with_a_compound(TestRun& test)
{
    if (!has_trap_flag_for(test)) return;
    MigrationGuard const here;
    Rival const rival{here};
    expect_whole_when_interrupted(test, [](Boundary const& boundary) {
        if (!boundary.interrupts_on) return;
        hw::this_cpu().turn_over = true;
        ask_for_switch();
        preempt_after_interrupt();
    });
    test.expect(rival.wrong() == 0, "the other thread saw other frames {} times", rival.wrong());
}

constexpr GuestTest kCompoundTests[] = {
    {"compound_every_order_shows_its_frames_between_guards", every_order_shows_its_frames_between_guards},
    {"compound_unmapped_compound_is_gone", unmapped_compound_is_gone},
    {"compound_overrun_names_order_frames_and_owner", overrun_names_order_frames_and_owner},
    {"compound_refused_one_maps_nothing", refused_one_maps_nothing},
    {"compound_open_compound_survives_preemption", open_compound_survives_preemption},
    {"compound_map_and_unmap_interrupted_by_a_handler_with_a_compound",
     map_and_unmap_interrupted_by_a_handler_with_a_compound},
    {"compound_map_and_unmap_preempted_by_a_thread_with_a_compound",
     map_and_unmap_preempted_by_a_thread_with_a_compound},
};

} // namespace

std::span<GuestTest const> compound_tests() { return kCompoundTests; }

} // namespace kernel
