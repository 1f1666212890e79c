// SPDX-License-Identifier: MIT
// More threads than kmap() has slots: everybody gets one in the end, nobody is woken in vain, and when
// nobody can get one any more, that is reported.
#include "kernel/thread/completion.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/sleep.hpp"
#include "lib/atomic.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/common/shared_window.hpp"
#include "runs/test/high_frames.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

using lib::ReportKind;
using mm::SharedMap;

constexpr u32 kFewSlots = 3;
constexpr u32 kThreads = 64;

void wait_for_waiters(u32 count)
{
    while (mm::kmap_pool().waiting() < count) sleep_ticks(1);
}

// Each of 64 threads maps a page of its own, again and again, and yields while it holds it.
class Crowd {
public:
    Crowd(TestRun& test, HighFrames<kThreads + kFewSlots> const& frames, u32 rounds)
        : test_{test}, frames_{frames}, rounds_{rounds}
    {
    }
    void start()
    {
        for (auto& thread : threads_) {
            thread = spawn("one of a crowd", *this);
            CHECK(thread.has_value());
        }
    }
    void join()
    {
        for (auto& thread : threads_) thread->join();
    }
    void operator()()
    {
        u32 const number = started_.fetch_add(1, lib::MemoryOrder::SeqCst);
        for (u32 round = 0; round < rounds_; ++round) {
            SharedMap const map{frames_[number]};
            u32 const holders = holding_.fetch_add(1, lib::MemoryOrder::SeqCst) + 1;
            test_.expect(holders <= kFewSlots, "{} hold one of {} slots", holders, kFewSlots);
            yield();
            u32 const found = read_word(map.address());
            test_.expect(found == number, "thread {} sees frame {}", number, found);
            holding_.fetch_sub(1, lib::MemoryOrder::SeqCst);
        }
        finished_.fetch_add(1, lib::MemoryOrder::SeqCst);
    }
    [[nodiscard]] u32 finished() const { return finished_.load(lib::MemoryOrder::SeqCst); }

private:
    TestRun& test_;
    HighFrames<kThreads + kFewSlots> const& frames_;
    u32 rounds_;
    lib::Atomic<u32> started_ = 0, holding_ = 0, finished_ = 0;
    std::array<std::optional<ThreadHandle>, kThreads> threads_;
};

// All slots are held until all 64 wait; from then on each of them is woken once, with a slot in its hands.
void every_waiter_is_woken_exactly_once(TestRun& test)
{
    if (!has_high_frames(test, kThreads + kFewSlots)) return;
    HighFrames<kThreads + kFewSlots> const frames;
    FewSlots const few{kFewSlots};
    u32 const before = mm::kmap_pool().wake_ups();
    Crowd crowd{test, frames, 1};
    for (u32 slot = 0; slot < kFewSlots; ++slot) static_cast<void>(mm::kmap(frames[kThreads + slot]));
    crowd.start();
    wait_for_waiters(kThreads);
    test.expect(crowd.finished() == 0, "{} got a slot though none was free", crowd.finished());
    for (u32 slot = 0; slot < kFewSlots; ++slot) mm::kunmap(frames[kThreads + slot]);
    crowd.join();
    u32 const wake_ups = mm::kmap_pool().wake_ups() - before;
    test.expect(wake_ups == kThreads, "{} wake-ups for {} threads", wake_ups, kThreads);
    test.expect(crowd.finished() == kThreads, "{} of {} finished", crowd.finished(), kThreads);
}

void sixty_four_threads_share_three_slots(TestRun& test)
{
    if (!has_high_frames(test, kThreads + kFewSlots)) return;
    HighFrames<kThreads + kFewSlots> const frames;
    FewSlots const few{kFewSlots};
    u32 const before = mm::kmap_pool().wake_ups();
    Crowd crowd{test, frames, 3};
    crowd.start();
    crowd.join();
    test.expect(crowd.finished() == kThreads, "{} of {} finished", crowd.finished(), kThreads);
    test.expect(mm::kmap_pool().waiting() == 0, "{} still wait", mm::kmap_pool().waiting());
    say("# {} wake-ups, {} flushes so far", mm::kmap_pool().wake_ups() - before,
        mm::kmap_pool().slots().flushes());
}

// Two slots, two holders, and each wants one more.
void deadlock_is_reported_with_names_and_survived(TestRun& test)
{
    if (!has_high_frames(test, 4)) return;
    HighFrames<4> const frames;
    FewSlots const two{2};
    Completion holds{"holds"};
    u32 found = ~0u;
    auto body = [&] {
        SharedMap const first{frames[0]};
        holds.complete();
        SharedMap const second{frames[2]};
        found = read_word(second.address());
    };
    std::optional<SharedMap> mine{frames[1]}; // before the other runs: it would find both slots free
    auto left = spawn("left", body);
    CHECK(left.has_value());
    holds.wait();
    wait_for_waiters(1);
    auto const wait_too = [&] { static_cast<void>(mm::kmap(frames[3])); };
    test.expect_stop(ReportKind::Deadlock, "'left' holds 1, 'boot' holds 1", wait_too);
    test.expect(mm::kmap_pool().waiting() == 1, "{} wait", mm::kmap_pool().waiting());
    mine.reset();
    left->join(); // the slot that this thread gave back was its
    test.expect(found == 2, "the other thread read {}", found);
}

void mapping_changes_hands(TestRun& test)
{
    if (!has_high_frames(test, 2)) return;
    HighFrames<2> const frames;
    std::optional<mm::HandedMap> handed;
    auto give = [&] { handed.emplace(SharedMap{frames[1]}); }; // and ends, holding nothing
    static_cast<void>(spawn("giver", give));
    VirtAddr page;
    {
        SharedMap const taken{std::move(*handed)};
        page = taken.address();
        mm::kmap_flush_unused();
        test.expect(read_word(page) == 1, "read {}", read_word(page));
    }
    mm::kmap_flush_unused();
    test.expect(!is_mapped(page), "the taker's unmapping did not count");
}

void leftover_shared_mapping_is_reported(TestRun& test)
{
    if (!has_high_frames(test, 1)) return;
    HighFrames<1> const frames;
    auto body = [&] {
        static_cast<void>(mm::kmap(frames[0]));
        test.expect_stop(ReportKind::Leak, "still holds 1 kmap mapping", [] { exit_thread(0); });
        mm::kunmap(frames[0]);
    };
    static_cast<void>(spawn("forgetful", body));
}

constexpr GuestTest kKmapPressureTests[] = {
    {"kmap_every_waiter_is_woken_exactly_once", every_waiter_is_woken_exactly_once},
    {"kmap_sixty_four_threads_share_three_slots", sixty_four_threads_share_three_slots},
    {"kmap_deadlock_is_reported_with_names_and_survived", deadlock_is_reported_with_names_and_survived},
    {"kmap_mapping_changes_hands", mapping_changes_hands},
    {"kmap_leftover_mapping_is_reported", leftover_shared_mapping_is_reported},
};

} // namespace

std::span<GuestTest const> kmap_pressure_tests() { return kKmapPressureTests; }

} // namespace kernel
