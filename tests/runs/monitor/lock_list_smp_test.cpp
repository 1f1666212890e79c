// SPDX-License-Identifier: MIT
#include "kernel/thread/placement.hpp"
#include "lib/lock_watch.hpp"
#include "lib/spin_lock.hpp"
#include "runs/monitor/lock_list.hpp"
#include "tests/smp/mutex_actor.hpp"
#include "tests/smp/smp.hpp"

#include <gtest/gtest.h>
#include <string>

namespace {

using kernel::Mutex;
using kernel::Priority;
using lib::LockRank;
using sim::Actor;

template <class Print> std::string text_of(Print&& print)
{
    lib::Text<200> text;
    print(text);
    return std::string{text.view()};
}

std::string mutexes_of(kernel::Thread const& thread)
{
    return text_of([&](lib::Sink& sink) { kernel::monitor::print_mutexes(sink, thread); });
}
std::string spin_locks_of(u32 cpu)
{
    return text_of([&](lib::Sink& sink) { kernel::monitor::print_spin_locks(sink, cpu); });
}
std::string class_line(lib::LockGraph const& graph, LockRank rank)
{
    return text_of([&](lib::Sink& sink) { kernel::monitor::print_class(sink, graph, rank); });
}

struct LockList : testing::Test {
    sim::Smp smp;
    Mutex outer{LockRank::TestOuter, "outer"}, middle{LockRank::TestMiddle, "middle"};
};

TEST_F(LockList, NamesWhatAThreadHoldsAndWhomItWaitsFor)
{
    smp.run([&] {
        kernel::set_priority(kernel::current(), Priority::Lowest);
        Actor holder{"holder", Priority{8}}, waiter{"waiter", Priority{12}};
        EXPECT_EQ(mutexes_of(holder.thread()), "");
        holder.lock(outer);
        holder.lock(middle);
        waiter.lock(outer);
        std::string const id = std::to_string(holder.thread().id), other = std::to_string(waiter.thread().id);
        EXPECT_EQ(mutexes_of(holder.thread()), "'holder' (" + id + ") holds TestOuter TestMiddle");
        EXPECT_EQ(mutexes_of(waiter.thread()), "'waiter' (" + other +
                                                   ") holds none; waits for mutex outer, held by 'holder' (" +
                                                   id + ")");
        holder.unlock(middle);
        holder.unlock(outer);
        EXPECT_EQ(mutexes_of(waiter.thread()), "'waiter' (" + other + ") holds TestOuter");
        waiter.unlock(outer);
        EXPECT_EQ(mutexes_of(waiter.thread()), "");
        holder.leave(), waiter.leave();
    });
}

TEST_F(LockList, NamesTheSpinLocksOfEachCpu)
{
    lib::SpinLock lock{LockRank::TestInner};
    smp.run([&] {
        lib::IrqSpinGuard const guard{lock};
        EXPECT_EQ(spin_locks_of(0), "CPU 0: TestInner");
        EXPECT_EQ(spin_locks_of(1), "CPU 1: none");
    });
}

TEST(LockListClass, SaysHowItIsTakenAndWhatIsTakenUnderIt)
{
    auto const number = [](LockRank rank) { return static_cast<u32>(rank); };
    lib::LockGraph graph;
    EXPECT_EQ(class_line(graph, LockRank::Kmap), "");
    EXPECT_TRUE(graph.note_order(number(LockRank::Kmap), VirtAddr{1}, number(LockRank::RunQueue), VirtAddr{2})
                    .empty());
    EXPECT_TRUE(graph.note_order(number(LockRank::Kmap), VirtAddr{1}, number(LockRank::Console), VirtAddr{2})
                    .empty());
    EXPECT_TRUE(graph.note_with_interrupts_on(number(LockRank::Vmap), VirtAddr{3}).empty());
    EXPECT_TRUE(graph.note_in_interrupt(number(LockRank::Timers), VirtAddr{4}).empty());
    EXPECT_EQ(class_line(graph, LockRank::Kmap), "Kmap            outside of RunQueue Console");
    EXPECT_EQ(class_line(graph, LockRank::Vmap), "Vmap            held with interrupts on;");
    EXPECT_EQ(class_line(graph, LockRank::Timers), "Timers          taken in interrupts;");
    EXPECT_EQ(class_line(graph, LockRank::RunQueue), "");
}

} // namespace
