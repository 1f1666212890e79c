// SPDX-License-Identifier: MIT
// Ten thousand threads that sleep with pages mapped, on all CPUs: each page is laid aside once, and put back
// when everybody else has used its slot. Takes too long for every test run.
#include "kernel/thread/completion.hpp"
#include "lib/atomic.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/test/marked_frame.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

/// A chain, so that no room is needed for the handles: each maps two pages, creates the next one on the next
/// CPU and sleeps until that has ended. The last one waits until it may end, and then they all do, one after
/// the other.
struct Sleepers {
    static constexpr u32 kCount = 10'000;

    void operator()()
    {
        u32 const number = asleep.fetch_add(1, lib::MemoryOrder::SeqCst);
        MarkedFrame const &one = frames[number % kFrames], &two = frames[(number / 2 + 1) % kFrames];
        mm::LocalMap const outer{one.pfn()}, inner{two.pfn()};
        sleep_until_the_next_has_ended(number);
        u32 const word = number % kWordsPerPage;
        if (!shows(outer.address(), one.pfn(), word) || !shows(inner.address(), two.pfn(), word))
            wrong.fetch_add(1, lib::MemoryOrder::Relaxed);
    }

    lib::Atomic<u32> asleep = 0;
    lib::Atomic<u32> wrong = 0;
    Completion complete{"all sleepers"};
    Completion go{"go"};

private:
    static constexpr u32 kFrames = 61; // no multiple of the CPUs

    void sleep_until_the_next_has_ended(u32 number)
    {
        u32 const next = number + 1;
        std::optional<ThreadHandle> thread; // joins at the end of the scope
        if (next < kCount)
            thread = spawn("sleeper", *this,
                           {.affinity = lib::CpuMask::of(next % online_cpus().count())}); // numbered from 0
        if (thread) return;
        complete.complete();
        go.wait();
    }

    std::array<MarkedFrame, kFrames> frames;
};

void ten_thousand_sleep_with_two_mappings(TestRun& test)
{
    Sleepers sleepers;
    {
        auto const first = start_on(0, sleepers);
        sleepers.complete.wait();
        test.expect(sleepers.asleep.load(lib::MemoryOrder::SeqCst) == Sleepers::kCount,
                    "memory ran out after {} threads", sleepers.asleep.load(lib::MemoryOrder::SeqCst));
        sleepers.go.complete();
    }
    u32 const wrong = sleepers.wrong.load(lib::MemoryOrder::SeqCst);
    test.expect(wrong == 0, "{} threads woke up with other pages than they had mapped", wrong);
    say("# {} threads slept on {} CPUs with two pages mapped each, and found them when they woke up",
        sleepers.asleep.load(lib::MemoryOrder::SeqCst) - wrong, online_cpus().count());
}

constexpr GuestTest kSleeperTests[] = {
    {"ten_thousand_sleep_with_two_mappings", ten_thousand_sleep_with_two_mappings, Runs::ByName},
};

} // namespace

std::span<GuestTest const> sleeper_tests() { return kSleeperTests; }

} // namespace kernel
