// SPDX-License-Identifier: MIT
// lib/atomic.hpp by threads of this machine. Which order is too weak shows under ThreadSanitizer, which takes
// the orders at their word.
#include "lib/atomic.hpp"
#include "lib/cpu_mask.hpp"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace {

using lib::Atomic;
using lib::AtomicRef;
using lib::MemoryOrder;

constexpr u32 kThreads = 4, kTurns = 20'000;

/// Runs `body` on several threads at once, each with its number.
template <class Body> void at_once(Body const& body)
{
    std::vector<std::thread> threads;
    for (u32 number = 0; number < kThreads; ++number) threads.emplace_back([&body, number] { body(number); });
    for (auto& thread : threads) thread.join();
}

TEST(Atomic, LosesNoAddition)
{
    Atomic<u32> sum = 0;
    at_once([&](u32) {
        for (u32 turn = 0; turn < kTurns; ++turn) sum.fetch_add(3, MemoryOrder::Relaxed);
        for (u32 turn = 0; turn < kTurns; ++turn) sum.fetch_sub(1, MemoryOrder::Relaxed);
    });
    EXPECT_EQ(sum.load(MemoryOrder::Relaxed), 2 * kThreads * kTurns);
}

TEST(Atomic, LosesNoBit)
{
    Atomic<u32> bits = 0xFFFF'0000;
    at_once([&](u32 number) {
        for (u32 bit = 0; bit < 16; ++bit) {
            if (bit % kThreads != number) continue;
            bits.fetch_or(1u << bit, MemoryOrder::Relaxed);
            bits.fetch_and(~(1u << (bit + 16)), MemoryOrder::Relaxed);
        }
    });
    EXPECT_EQ(bits.load(MemoryOrder::Relaxed), 0xFFFFu);
}

TEST(Atomic, FetchesReturnWhatWasThereBefore)
{
    Atomic<u32> word = 0b0110;
    EXPECT_EQ(word.fetch_or(0b1001, MemoryOrder::SeqCst), 0b0110u);
    EXPECT_EQ(word.fetch_and(0b1100, MemoryOrder::SeqCst), 0b1111u);
    EXPECT_EQ(word.fetch_add(1, MemoryOrder::SeqCst), 0b1100u);
    EXPECT_EQ(word.fetch_sub(2, MemoryOrder::SeqCst), 0b1101u);
    EXPECT_EQ(word.exchange(7, MemoryOrder::SeqCst), 0b1011u);
    EXPECT_EQ(word.load(MemoryOrder::SeqCst), 7u);
}

// What is not atomic is handed over by a flag: the order of both sides is all that makes this no race.
TEST(Atomic, ReleaseHandsOverToAcquire)
{
    std::vector<u32> said(kThreads);
    std::vector<Atomic<bool>> ready(kThreads);
    Atomic<u32> sum = 0;
    at_once([&](u32 number) {
        said[number] = number + 1;
        ready[number].store(true, MemoryOrder::Release);
        u32 const other = (number + 1) % kThreads;
        while (!ready[other].load(MemoryOrder::Acquire)) std::this_thread::yield();
        sum.fetch_add(said[other], MemoryOrder::Relaxed);
    });
    EXPECT_EQ(sum.load(MemoryOrder::Relaxed), 1 + 2 + 3 + 4u);
}

// The same by a lock made of one word.
TEST(Atomic, ExchangedWordGuardsWhatIsNotAtomic)
{
    Atomic<u32> taken = 0;
    u32 counted = 0;
    at_once([&](u32) {
        for (u32 turn = 0; turn < 100; ++turn) {
            u32 free = 0;
            while (!taken.compare_exchange_weak(free, 1, MemoryOrder::Acquire)) {
                free = 0;
                std::this_thread::yield();
            }
            ++counted;
            taken.store(0, MemoryOrder::Release);
        }
    });
    EXPECT_EQ(counted, kThreads * 100);
}

TEST(Atomic, CompareExchangeThatFailsTellsWhatIsThere)
{
    Atomic<u32> word = 5;
    u32 expected = 4;
    EXPECT_FALSE(word.compare_exchange_strong(expected, 9, MemoryOrder::AcqRel));
    EXPECT_EQ(expected, 5u);
    EXPECT_TRUE(word.compare_exchange_strong(expected, 9, MemoryOrder::Release, MemoryOrder::Relaxed));
    EXPECT_EQ(word.load(MemoryOrder::Relaxed), 9u);
}

TEST(Atomic, OrderOfAFailureStoresNothing)
{
    EXPECT_EQ(lib::order_of_failure(MemoryOrder::AcqRel), MemoryOrder::Acquire);
    EXPECT_EQ(lib::order_of_failure(MemoryOrder::Release), MemoryOrder::Relaxed);
    EXPECT_EQ(lib::order_of_failure(MemoryOrder::SeqCst), MemoryOrder::SeqCst);
}

TEST(Atomic, HoldsClassesEnumerationsAndPointers)
{
    enum class State : u8 { Off, On };
    Atomic<State> state = State::Off;
    EXPECT_EQ(state.exchange(State::On, MemoryOrder::SeqCst), State::Off);
    EXPECT_EQ(state.load(MemoryOrder::SeqCst), State::On);

    Atomic<lib::CpuMask> mask = lib::CpuMask::of(3);
    mask.store(lib::CpuMask::of(5), MemoryOrder::Relaxed);
    EXPECT_TRUE(mask.load(MemoryOrder::Relaxed).contains(5));

    u32 target = 0;
    Atomic<u32*> pointer = nullptr;
    u32* expected = nullptr;
    EXPECT_TRUE(pointer.compare_exchange_strong(expected, &target, MemoryOrder::AcqRel));
    EXPECT_EQ(pointer.load(MemoryOrder::Relaxed), &target);
}

TEST(AtomicRef, ReachesAnObjectOfSomebodyElse)
{
    u32 plain = 0;
    at_once([&](u32) {
        for (u32 turn = 0; turn < kTurns; ++turn) AtomicRef<u32>{plain}.fetch_add(1, MemoryOrder::Relaxed);
    });
    EXPECT_EQ(plain, kThreads * kTurns);
}

} // namespace
