// SPDX-License-Identifier: MIT
#include "kernel/thread/run_queue.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace {

using kernel::Priority;
using kernel::Runnable;
using kernel::RunQueue;

struct RunQueueTest : testing::Test {
    kernel::RunQueueLock lock;
    RunQueue queue;
    std::array<Runnable, 64> threads;

    Runnable& thread(std::size_t index, u32 priority)
    {
        set_priority(threads[index], priority);
        return threads[index];
    }
    void set_priority(Runnable& item, u32 priority)
    {
        lock.lock();
        item.priority.set(Priority{static_cast<u8>(priority)});
        lock.unlock();
    }
    Runnable* take()
    {
        Runnable* const next = queue.first();
        if (next != nullptr) queue.remove(*next);
        return next;
    }
};

TEST_F(RunQueueTest, TakesTheMostUrgentFirst)
{
    queue.push_back(thread(0, 3));
    queue.push_back(thread(1, 31));
    queue.push_back(thread(2, 0));
    EXPECT_EQ(take(), &threads[1]);
    EXPECT_EQ(take(), &threads[0]);
    EXPECT_EQ(take(), &threads[2]);
    EXPECT_EQ(take(), nullptr);
}

TEST_F(RunQueueTest, EqualsTakeTurns)
{
    for (std::size_t index : {0u, 1u, 2u}) queue.push_back(thread(index, 16));
    for (std::size_t turn = 0; turn < 9; ++turn) {
        Runnable* const next = take();
        EXPECT_EQ(next, &threads[turn % 3]);
        queue.push_back(*next);
    }
}

TEST_F(RunQueueTest, WhoWasInterruptedGoesOnBeforeItsEquals)
{
    queue.push_back(thread(0, 16));
    queue.push_front(thread(1, 16));
    EXPECT_EQ(take(), &threads[1]);
}

TEST_F(RunQueueTest, ItsFirstTellsWhetherSomethingMoreUrgentWaits)
{
    EXPECT_EQ(queue.first(), nullptr);
    queue.push_back(thread(0, 16));
    EXPECT_EQ(queue.first()->priority.get(), Priority::Normal);
    queue.push_back(thread(1, 31));
    EXPECT_EQ(queue.first()->priority.get(), Priority::Highest);
    static_cast<void>(take());
    EXPECT_EQ(queue.first()->priority.get(), Priority::Normal);
}

TEST_F(RunQueueTest, WalksInTheOrderInWhichItWouldRun)
{
    queue.push_back(thread(0, 5));
    queue.push_back(thread(1, 9));
    queue.push_back(thread(2, 5));
    queue.push_back(thread(3, 9));
    std::vector<Runnable*> order;
    for (Runnable* item = queue.first(); item != nullptr; item = queue.after(*item)) order.push_back(item);
    EXPECT_EQ(order, (std::vector{&threads[1], &threads[3], &threads[0], &threads[2]}));
}

// The whole behaviour at once, against the obvious model: 32 deques.
TEST_F(RunQueueTest, BehavesLikeADequePerPriority)
{
    std::array<std::deque<Runnable*>, kernel::kPriorities> model;
    std::mt19937 random{1};
    u32 queued = 0;
    for (int round = 0; round < 20'000; ++round) {
        Runnable& item = threads[random() % threads.size()];
        auto& list = model[level(item.priority.get())];
        if (item.queued()) {
            queue.remove(item);
            list.erase(std::find(list.begin(), list.end(), &item));
            --queued;
        } else {
            set_priority(item, static_cast<u32>(random() % kernel::kPriorities));
            bool const front = random() % 2 == 0;
            front ? queue.push_front(item) : queue.push_back(item);
            auto& target = model[level(item.priority.get())];
            target.insert(front ? target.begin() : target.end(), &item);
            ++queued;
        }
        ASSERT_EQ(queue.count(), queued);
        auto const top = std::find_if(model.rbegin(), model.rend(), [](auto& one) { return !one.empty(); });
        ASSERT_EQ(queue.first(), top == model.rend() ? nullptr : top->front());
    }
}

} // namespace
