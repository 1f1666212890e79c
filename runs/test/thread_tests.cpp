// SPDX-License-Identifier: MIT
// Where threads come from, what they leave behind, and how many there can be.
#include "kernel/check/owned_frame.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/migration_guard.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "kernel/thread/thread_list.hpp"
#include "lib/atomic.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/on_cpus.hpp"
#include "runs/common/overflow.hpp"
#include "runs/test/needs_trap_flag.hpp"
#include "runs/test/test_table.hpp"

#include <algorithm>

namespace kernel {

namespace {

using lib::ReportKind;

u32 frames_left() { return mm::frames().low().free_frames() + mm::frames().high().free_frames(); }

void exit_value_is_joined(TestRun& test)
{
    u32 argument = 41;
    auto thread = spawn(
        "adder", [](void* number) { return *static_cast<u32*>(number) + 1; }, &argument);
    if (!test.expect(thread.has_value(), "no thread")) return;
    u32 const value = thread->join();
    test.expect(value == 42, "joined {}", value);
}

void exit_in_the_middle(TestRun& test)
{
    auto thread = spawn(
        "leaver", [](void*) -> u32 { exit_thread(7); }, nullptr);
    if (!test.expect(thread.has_value(), "no thread")) return;
    u32 const value = thread->join();
    test.expect(value == 7, "joined {}", value);
}

/// A chain of threads: each creates the next one and waits for its end, so no room is needed for ten
/// thousand handles. The last one waits until it may end, and then they all end, one after the other.
struct Row {
    void operator()()
    {
        std::optional<ThreadHandle> next; // joins at the end of the scope
        if (length.fetch_add(1, lib::MemoryOrder::SeqCst) + 1 < wanted) next = spawn("one of many", *this);
        if (next) return;
        complete.complete();
        go.wait();
    }

    u32 wanted;
    lib::Atomic<u32> length = 0;
    Completion complete{"row"};
    Completion go{"go"};
};

void live_at_once(TestRun& test, u32 threads)
{
    if (frames_left() < threads * 4 + 2000) // and page tables
        return test.skip("needs 4 frames of free memory for each thread, and 8 MiB");
    u32 const before = thread_count();
    Row row{threads};
    {
        auto const first = spawn("first of many", row);
        row.complete.wait();
        test.expect(row.length.load(lib::MemoryOrder::SeqCst) == threads, "memory ran out after {} threads",
                    row.length.load(lib::MemoryOrder::SeqCst));
        test.expect(thread_count() - before == row.length.load(lib::MemoryOrder::SeqCst), "{} threads exist",
                    thread_count());
        row.go.complete();
    }
    test.expect(thread_count() == before, "{} threads are left", thread_count() - before);
}

// All but a few stay on this CPU: under an emulator a thread that ends elsewhere costs a turn of the
// host's scheduler, which would take minutes for all, and leaves no other traces.
void leave_no_trace(TestRun& test, u32 anywhere, u32 on_this_cpu)
{
    MigrationGuard const here;
    auto body = [] {};
    auto const run_some = [&](u32 count, lib::CpuMask cpus) {
        for (; count > 0; --count)
            if (!spawn("short-lived", body, {.affinity = cpus})) return false; // joined at once
        return true;
    };
    // Freed stacks wait in batches for a shootdown, and page tables of the area, once made, stay. So first
    // we run as many threads as it takes to have been everywhere that the measured ones will go.
    bool enough = run_some(std::min(on_this_cpu, 10'000u), lib::CpuMask::of(here.cpu()));
    u32 const before = frames_left();
    u32 const threads_before = thread_count();
    enough = enough && run_some(anywhere, lib::CpuMask::all());
    enough = enough && run_some(on_this_cpu, lib::CpuMask::of(here.cpu()));
    test.expect(enough, "memory ran out");
    test.expect(frames_left() == before, "{} frames were free, now {}", before, frames_left());
    test.expect(thread_count() == threads_before, "{} threads are left", thread_count() - threads_before);
}

// By the ten thousand it is the same on every machine and takes longer than all other tests together.
void thousand_live_at_once(TestRun& test) { live_at_once(test, 1'000); }
void ten_thousand_live_at_once(TestRun& test) { live_at_once(test, 10'000); }
void some_thousand_leave_no_trace(TestRun& test) { leave_no_trace(test, 200, 3'800); }
void hundred_thousand_leave_no_trace(TestRun& test) { leave_no_trace(test, 2'000, 98'000); }

void child_starts_without_mappings(TestRun& test)
{
    OwnedFrame const frame;
    mm::LocalMap const map{frame.pfn()};
    u32 mark = ~0u;
    auto body = [&] { mark = mm::local_mark(); };
    static_cast<void>(spawn("child", body));
    test.expect(mark == 0, "the child starts at {}", mark);
}

void leftover_mapping_is_reported(TestRun& test)
{
    OwnedFrame const frame;
    auto body = [&] {
        test.expect_stop(ReportKind::Leak, "thread forgetful exits and still holds 1 kmap_local", [&] {
            static_cast<void>(mm::kmap_local_pfn(frame.pfn()));
            exit_thread(0);
        });
    };
    static_cast<void>(spawn("forgetful", body));
}

void leftover_pin_is_reported(TestRun& test)
{
    auto body = [&] {
        test.expect_stop(ReportKind::Leak, "migrate_disable()", [] {
            migrate_disable();
            exit_thread(0);
        });
    };
    static_cast<void>(spawn("pinned", body));
}

// Each CPU has a double-fault task of its own, which must be ready again the next time.
void endless_recursion_is_survived_on_every_cpu(TestRun& test)
{
    if (!has_double_fault_for(test)) return;
    run_on(online_cpus(), [&](u32) {
        for (u32 round = 0; round < 3; ++round)
            test.expect_stop(ReportKind::StackOverflow, "thread 'test' overflowed its stack of 16 KiB",
                             overflow_the_stack);
    });
}

constexpr GuestTest kThreadTests[] = {
    {"thread_exit_value_is_joined", exit_value_is_joined},
    {"thread_exit_in_the_middle", exit_in_the_middle},
    {"thread_thousand_live_at_once", thousand_live_at_once},
    {"thread_some_thousand_leave_no_trace", some_thousand_leave_no_trace},
    {"thread_ten_thousand_live_at_once", ten_thousand_live_at_once, Runs::ByName},
    {"thread_hundred_thousand_leave_no_trace", hundred_thousand_leave_no_trace, Runs::ByName},
    {"thread_child_starts_without_mappings", child_starts_without_mappings},
    {"thread_leftover_mapping_is_reported", leftover_mapping_is_reported},
    {"thread_leftover_pin_is_reported", leftover_pin_is_reported},
    {"thread_endless_recursion_is_survived_on_every_cpu", endless_recursion_is_survived_on_every_cpu},
};

} // namespace

std::span<GuestTest const> thread_tests() { return kThreadTests; }

} // namespace kernel
