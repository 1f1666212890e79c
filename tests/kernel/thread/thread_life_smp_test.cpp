// SPDX-License-Identifier: MIT
#include "kernel/check/by_mistake.hpp"
#include "kernel/sync/mutex.hpp"
#include "kernel/thread/completion.hpp"
#include "kernel/thread/scheduler.hpp"
#include "kernel/thread/thread_life.hpp"
#include "kernel/thread/thread_list.hpp"
#include "mm/context.hpp"
#include "tests/sim/stop.hpp"
#include "tests/smp/smp.hpp"
#include "tests/smp/stacks.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using kernel::spawn;
using lib::ReportKind;

struct ThreadLifeTest : testing::Test {
    sim::Smp smp;
    bool ran = false;
};

TEST_F(ThreadLifeTest, TheExitValueReachesWhoJoins)
{
    smp.run([] {
        auto const returns = [](void* argument) { return *static_cast<u32*>(argument) + 1; };
        auto const exits = [](void*) -> u32 { kernel::exit_thread(7); };
        u32 argument = 41;
        EXPECT_EQ(spawn("returns", returns, &argument)->join(), 42u);
        EXPECT_EQ(spawn("exits", exits, nullptr)->join(), 7u);
    });
}

TEST_F(ThreadLifeTest, AThreadCanBeJoinedLongAfterItEnded)
{
    smp.run([] {
        auto thread = spawn(
            "early", [](void*) { return 1u; }, nullptr);
        for (int round = 0; round < 10; ++round) kernel::yield();
        EXPECT_EQ(thread->join(), 1u);
    });
}

TEST_F(ThreadLifeTest, AHandleThatGoesOutOfScopeJoins)
{
    smp.run([&] {
        auto body = [&] { kernel::yield(), ran = true; };
        static_cast<void>(spawn("short", body));
        EXPECT_TRUE(ran);
    });
}

TEST_F(ThreadLifeTest, TenThousandThreadsLiveAtOnce)
{
    static constexpr u32 kThreads = 10'000;
    smp.run([] {
        kernel::Completion go{"go"};
        u32 woken = 0;
        auto body = [&] { go.wait(), ++woken; };
        std::vector<kernel::ThreadHandle> threads;
        u32 const before = sim::stacks_in_use();
        for (u32 count = 0; count < kThreads; ++count) threads.push_back(*spawn("sleeper", body));
        kernel::yield();
        EXPECT_EQ(sim::stacks_in_use() - before, kThreads);
        EXPECT_EQ(woken, 0u);
        go.complete_all();
        for (auto& thread : threads) thread.join();
        EXPECT_EQ(woken, kThreads);
        EXPECT_EQ(sim::stacks_in_use(), before);
    });
}

TEST_F(ThreadLifeTest, OneAfterTheOtherNothingLeaks)
{
    smp.run([] {
        u32 const stacks = sim::stacks_in_use();
        u32 const threads = kernel::thread_count();
        auto body = [] {};
        for (u32 count = 0; count < 10'000; ++count) spawn("short", body)->join();
        EXPECT_EQ(sim::stacks_in_use(), stacks);
        EXPECT_EQ(kernel::thread_count(), threads);
    });
}

TEST_F(ThreadLifeTest, WithoutMemoryThereIsNoThread)
{
    smp.run([&] {
        sim::limit_stacks(sim::stacks_in_use());
        auto body = [&] { ran = true; };
        EXPECT_FALSE(spawn("one too many", body).has_value());
        EXPECT_FALSE(ran);
    });
}

TEST_F(ThreadLifeTest, AllThreadsAreListedWithWhatTheyWaitFor)
{
    smp.run([] {
        kernel::Completion never{"rain"};
        auto body = [&] { never.wait(); };
        auto thread = spawn("farmer", body);
        kernel::yield();
        std::string seen;
        kernel::for_each_thread([&](kernel::Thread const& listed) {
            auto const* const queue = listed.waiting_in.load(lib::MemoryOrder::SeqCst);
            seen += listed.name();
            if (queue != nullptr)
                seen += std::string{":"} + wait_kind_name(queue->kind()) + ":" + queue->name();
            seen += " ";
        });
        EXPECT_EQ(seen, "idle 0 boot farmer:completion:rain ");
        never.complete();
        thread->join();
    });
}

TEST_F(ThreadLifeTest, AThreadThatHasWokenUpWaitsForNothing)
{
    smp.run([] {
        kernel::Completion rain{"rain"};
        auto body = [&] {
            rain.wait();
            kernel::yield();
        };
        auto thread = spawn("farmer", body);
        kernel::yield();
        rain.complete();
        kernel::yield(); // it returns from its wait
        EXPECT_EQ(thread->thread().waiting_in.load(lib::MemoryOrder::SeqCst), nullptr);
        thread->join();
    });
}

TEST_F(ThreadLifeTest, ALongNameIsCut)
{
    smp.run([] {
        auto body = [] {};
        auto thread = spawn("a name that is much longer than there is room for", body);
        EXPECT_STREQ(thread->thread().name(), "a name that is much lon");
        thread->join();
    });
}

TEST_F(ThreadLifeTest, WhoExitsWithAMutexIsStopped)
{
    kernel::Mutex mutex{lib::LockRank::TestOuter, "ledger"};
    EXPECT_STOP_SAYING(ReportKind::Leak, "thread clerk exits and still holds 1 mutex", smp.run([&] {
        auto body = [&] { kernel::by_mistake<&kernel::Mutex::lock>(mutex); };
        spawn("clerk", body)->join();
    }));
}

TEST_F(ThreadLifeTest, WhoExitsWithMigrationDisabledIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::Leak, "migrate_disable()", smp.run([&] {
        auto body = [] { kernel::migrate_disable(); };
        spawn("pinned", body)->join();
    }));
}

TEST_F(ThreadLifeTest, WhoExitsWithPageFaultsDisabledIsStopped)
{
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "a pagefault_disable() that was not undone", smp.run([&] {
        auto body = [] { mm::pagefault_disable(); };
        spawn("careful", body)->join();
    }));
}

TEST_F(ThreadLifeTest, AMigrateEnableTooManyIsStopped)
{
    EXPECT_STOP(ReportKind::CheckFailed, smp.run([] { kernel::migrate_enable(); }));
}

} // namespace
