// SPDX-License-Identifier: MIT
// Lab 4: kmap_local, one property a test. What may happen between two machine instructions is made to happen
// between each two, one at a time, so that a failure can say where.
#include "mm/kmap_local.hpp"
#include "mm/local_switch.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/single_step.hpp"
#include "tests/support/page_moment.hpp"

namespace {

// An unmap that leaves the TLB alone is seen only by who has used the page before.
char first_byte(VirtAddr address) { return sim::at(address); }

bool is_gone(VirtAddr address)
{
    return sim::fault_of([&] { (void)first_byte(address); }).has_value();
}

class LabLocal : public sim::BootedMachine {
protected:
    // The walker comes where a test says so.
    LabLocal() : BootedMachine{{.walk_ahead = false}} {}

    // Their entries differ in both halves, so that a mix of two is another frame.
    Pfn const a_ = frame(0x11'1111, 'a'), b_ = frame(0x22'2222, 'b'), x_ = frame(0x33'3333, 'x');
    sim::Thread other_{"other"};

    static Pfn frame(u32 number, char value)
    {
        *sim::ram(Pfn{number}.base()) = static_cast<std::byte>(value);
        return Pfn{number};
    }

    static mm::Pte entry_of(VirtAddr address)
    {
        auto const& window = mm::local_window();
        return mm::read_entry(window.entry(window.page_of(address)));
    }

    // Runs `event` before the instruction numbered `turn` of `call`; returns how many instructions there
    // were.
    u32 at_instruction(u32 turn, std::function<void()> const& call, std::function<void()> const& event,
                       char const* kind = "interrupt")
    {
        schedule_.begin(sim::page_rows(kWatched));
        u32 const count = sim::single_step(call, [&](u32 number) {
            note("thread", "instruction " + std::to_string(number));
            if (number != turn) return;
            schedule_.mark(kind);
            event();
        });
        note("thread", "the call has returned");
        return count;
    }

    // One more column of the picture of a schedule that fails.
    void note(char const* who, std::string what)
    {
        if (sim::Schedule::wanted()) schedule_.add({who, std::move(what), sim::page_cells(kWatched)});
    }
    void TearDown() override
    {
        if (HasFailure()) schedule_.keep();
    }
    static constexpr u32 kWatched = 1; // the page of the first slot, which all of these take
    sim::Schedule schedule_;

    // An interrupt that maps a page for itself. What it read there, or 'F' if the page was gone.
    char read_by_interrupt()
    {
        mm::LocalIrqScope const interrupt;
        VirtAddr const mine = mm::kmap_local_pfn(x_);
        note("interrupt", "has mapped its page");
        char const seen = is_gone(mine) ? 'F' : first_byte(mine);
        note("interrupt", "has read its page");
        mm::kunmap_local(mine);
        note("interrupt", "has unmapped its page");
        return seen;
    }

    // Another thread that maps a page in the meantime, in the slot that ours has.
    char read_by(sim::Thread& other, Pfn frame)
    {
        sim::Preempted const preempted{other};
        note("other thread", "runs");
        VirtAddr const mine = mm::kmap_local_pfn(frame);
        note("other thread", "has mapped its page");
        char const seen = is_gone(mine) ? 'F' : first_byte(mine);
        note("other thread", "has read its page");
        mm::kunmap_local(mine);
        note("other thread", "has unmapped its page");
        return seen;
    }
    char read_by_other() { return read_by(other_, x_); }

    // What stops inside of `event` is told with its place.
    template <class Event> static std::string problem_of(Event event)
    {
        std::string problem;
        auto const stopped = sim::stop_of([&] { problem = event(); });
        return stopped ? std::string{stopped->headline.view()} : problem;
    }
};

// ---- step 1: to map and to unmap ----

TEST_F(LabLocal, PageShowsItsFrame) { EXPECT_EQ(first_byte(mm::kmap_local_pfn(a_)), 'a'); }

TEST_F(LabLocal, NextMappingLiesBehindAGuard)
{
    VirtAddr const outer = mm::kmap_local_pfn(a_), inner = mm::kmap_local_pfn(b_);
    EXPECT_EQ(inner - outer, 2 * kPageSize);
    EXPECT_TRUE(is_gone(outer + kPageSize)) << "the page between the two is a guard";
}

TEST_F(LabLocal, SeventeenthMappingIsRefused)
{
    for (u32 depth = 0; depth < 16; ++depth) (void)mm::kmap_local_pfn(Pfn{0x12'0000 + depth});
    EXPECT_STOP(lib::ReportKind::TooDeep, mm::kmap_local_pfn(a_));
}

TEST_F(LabLocal, SixteenthMappingIsGranted)
{
    for (u32 depth = 0; depth < 15; ++depth) (void)mm::kmap_local_pfn(Pfn{0x12'0000 + depth});
    EXPECT_EQ(first_byte(mm::kmap_local_pfn(a_)), 'a');
}

TEST_F(LabLocal, EntryIsEmptyAfterTheUnmap)
{
    VirtAddr const address = mm::kmap_local_pfn(a_);
    mm::kunmap_local(address);
    EXPECT_FALSE(entry_of(address).present());
}

TEST_F(LabLocal, PageIsGoneAfterTheUnmap)
{
    VirtAddr const address = mm::kmap_local_pfn(a_);
    (void)first_byte(address);
    mm::kunmap_local(address);
    EXPECT_TRUE(is_gone(address)) << "the TLB still has the old translation";
}

TEST_F(LabLocal, SlotIsUsedAgain)
{
    VirtAddr const address = mm::kmap_local_pfn(a_);
    mm::kunmap_local(address);
    EXPECT_EQ(mm::kmap_local_pfn(b_), address);
}

// ---- step 2: an interrupt between any two instructions ----

TEST_F(LabLocal, InterruptWhileMapping)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    for (u32 turn = 0, count = 1; turn < count; ++turn) {
        char seen = '?';
        VirtAddr address;
        std::string const problem = problem_of([&] {
            count = at_instruction(
                turn, [&] { address = mm::kmap_local_pfn(a_); }, [&] { seen = read_by_interrupt(); });
            return std::string{first_byte(address) == 'a' ? "" : "the thread reads another frame"};
        });
        ASSERT_EQ(problem, "") << "interrupted before instruction " << turn << " of kmap_local";
        mm::kunmap_local(address);
        ASSERT_TRUE(seen == 'x' || turn >= count)
            << "an interrupt before instruction " << turn << " of kmap_local read '" << seen << "'";
    }
}

TEST_F(LabLocal, InterruptWhileUnmappingFindsAnEmptySlot)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    for (u32 turn = 0, count = 1; turn < count; ++turn) {
        VirtAddr const address = mm::kmap_local_pfn(a_);
        std::string const problem = problem_of([&] {
            count = at_instruction(
                turn, [&] { mm::kunmap_local(address); }, [&] { (void)read_by_interrupt(); });
            return std::string{};
        });
        ASSERT_EQ(problem, "") << "interrupted before instruction " << turn << " of kunmap_local";
    }
}

TEST_F(LabLocal, InterruptWhileUnmappingReadsItsOwnPage)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    for (u32 turn = 0, count = 1; turn < count; ++turn) {
        VirtAddr const address = mm::kmap_local_pfn(a_);
        (void)first_byte(address);
        char seen = 'x';
        std::string const stopped = problem_of([&] {
            count = at_instruction(
                turn, [&] { mm::kunmap_local(address); }, [&] { seen = read_by_interrupt(); });
            return std::string{};
        });
        if (!stopped.empty()) return; // another test's matter
        ASSERT_EQ(seen, 'x') << "before instruction " << turn << " of kunmap_local";
    }
}

// The hardware's walker is on its own: whenever an entry is present, it may read it into the TLB.
TEST_F(LabLocal, WalkerWhileUnmapping)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    for (u32 turn = 0, count = 1; turn < count; ++turn) {
        VirtAddr const address = mm::kmap_local_pfn(a_);
        (void)first_byte(address);
        count = at_instruction(
            turn, [&] { mm::kunmap_local(address); },
            [&] { (void)sim::fault_of([&] { (void)first_byte(address); }); }, "the walker");
        ASSERT_TRUE(is_gone(address)) << "the page was read before instruction " << turn
                                      << " of kunmap_local, and its translation lives on";
    }
}

// ---- step 3: another thread in between ----

TEST_F(LabLocal, OtherThreadFindsEmptyEntries)
{
    VirtAddr const address = mm::kmap_local_pfn(a_);
    sim::Preempted const preempted{other_};
    EXPECT_FALSE(entry_of(address).present());
}

TEST_F(LabLocal, OtherThreadReadsNothingOfOurs)
{
    VirtAddr const address = mm::kmap_local_pfn(a_);
    (void)first_byte(address);
    sim::Preempted const preempted{other_};
    EXPECT_TRUE(is_gone(address));
}

TEST_F(LabLocal, WalkerWhileTheThreadLeaves)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    VirtAddr const address = mm::kmap_local_pfn(a_);
    for (u32 turn = 0, count = 1; turn < count; ++turn) {
        count = at_instruction(
            turn, [&] { mm::local_sched_out(mm::local_stack(), mm::local_window()); },
            [&] { (void)is_gone(address); }, "the walker"); // reads it, if it can
        ASSERT_TRUE(is_gone(address))
            << "read before instruction " << turn << " of the switch, and its translation lives on";
        mm::local_sched_in(mm::local_stack(), mm::local_window());
    }
}

TEST_F(LabLocal, AllPagesComeBack)
{
    VirtAddr const first = mm::kmap_local_pfn(a_), second = mm::kmap_local_pfn(b_),
                   third = mm::kmap_local_pfn(a_);
    EXPECT_EQ(read_by_other(), 'x');
    EXPECT_EQ(is_gone(first) ? 'F' : first_byte(first), 'a');
    EXPECT_EQ(is_gone(second) ? 'F' : first_byte(second), 'b');
    EXPECT_EQ(is_gone(third) ? 'F' : first_byte(third), 'a');
}

TEST_F(LabLocal, PreemptedWhileMapping)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    for (u32 turn = 0, count = 1; turn < count; ++turn) {
        sim::Thread other{"other"};
        char seen = '?';
        VirtAddr address;
        std::string const problem = problem_of([&] {
            count = at_instruction(
                turn, [&] { address = mm::kmap_local_pfn(a_); }, [&] { seen = read_by(other, b_); },
                "switch");
            return std::string{
                !is_gone(address) && first_byte(address) == 'a' ? "" : "the thread reads another frame"};
        });
        ASSERT_EQ(problem, "") << "preempted before instruction " << turn << " of kmap_local";
        mm::kunmap_local(address);
        ASSERT_TRUE(seen == 'b' || turn >= count)
            << "the other thread, before instruction " << turn << " of kmap_local, read '" << seen << "'";
    }
}

TEST_F(LabLocal, PreemptedWhileUnmapping)
{
    if (!sim::can_single_step()) GTEST_SKIP() << "no single-stepping on this host";
    for (u32 turn = 0, count = 1; turn < count; ++turn) {
        sim::Thread other{"other"};
        VirtAddr const address = mm::kmap_local_pfn(a_);
        (void)first_byte(address);
        char seen = '?';
        std::string const problem = problem_of([&] {
            count = at_instruction(
                turn, [&] { mm::kunmap_local(address); }, [&] { seen = read_by(other, b_); }, "switch");
            return std::string{is_gone(address) ? "" : "the page is still there"};
        });
        ASSERT_EQ(problem, "") << "preempted before instruction " << turn << " of kunmap_local";
        ASSERT_TRUE(seen == 'b' || turn >= count)
            << "the other thread, before instruction " << turn << " of kunmap_local, read '" << seen << "'";
    }
}

} // namespace
