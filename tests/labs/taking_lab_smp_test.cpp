// SPDX-License-Identifier: MIT
// Lab 9: what an idle CPU, or one with little to do, takes from another, one property a test.
#include "tests/labs/placement_lab.hpp"

namespace {

using kernel::Priority;
using kernel::Thread;
using lab::LabPlacement;
using lib::CpuMask;

// ---- step 3: to take ----

TEST_F(LabPlacement, WorkIsTakenFromABusyCpu)
{
    queue(thread("one", 16, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(0), "one");
}

TEST_F(LabPlacement, WhatWasTakenIsNoLongerInTheOldQueue)
{
    queue(thread("one", 16, 1)), queue(thread("two", 16, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(1), "two");
}

TEST_F(LabPlacement, APinnedThreadIsNotTaken)
{
    queue(pinned("pinned", 16, 1));
    EXPECT_FALSE(take());
    EXPECT_EQ(queue_of(1), "pinned");
}

TEST_F(LabPlacement, AThreadThatMayNotRunHereIsNotTaken)
{
    queue(thread("bound", 16, 1, CpuMask::from_bits(0b0110)));
    EXPECT_FALSE(take());
    EXPECT_EQ(queue_of(1), "bound");
}

TEST_F(LabPlacement, OneBehindThreadsThatStayIsTaken)
{
    queue(pinned("pinned", 16, 1)), queue(thread("free", 16, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(0), "free");
}

TEST_F(LabPlacement, WhatIsLeftInTheOldQueueIsPublished)
{
    queue(thread("one", 16, 1)), queue(thread("two", 12, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(kernel::cpu(1).ready.get(), 1u);
    EXPECT_EQ(kernel::cpu(1).ready_best.get(), kernel::urgency(Priority{12}));
}

// CPU 0 runs something of priority 16, and one thread waits there.
struct LabBusyTaker : LabPlacement {
    LabBusyTaker() { looks(0, 16, 1); }
};

TEST_F(LabBusyTaker, OneThatIsMoreUrgentIsTaken)
{
    queue(thread("urgent", 20, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(0), "urgent");
}

// The pinned one is why CPU 1 is looked at at all.
TEST_F(LabBusyTaker, OneThatIsLessUrgentIsLeftInAQueueThatIsNoLonger)
{
    looks(0, 16, 3);
    queue(pinned("pinned", 20, 1)), queue(thread("little", 8, 1));
    EXPECT_FALSE(take());
}

TEST_F(LabBusyTaker, OneThatIsLessUrgentIsLeftInAQueueThatIsLongerByOne)
{
    queue(pinned("pinned", 20, 1)), queue(thread("little", 8, 1));
    EXPECT_FALSE(take());
}

TEST_F(LabBusyTaker, AnEqualIsLeftInAQueueThatIsNoLonger)
{
    looks(0, 16, 3);
    queue(pinned("pinned", 20, 1)), queue(thread("equal", 16, 1));
    EXPECT_FALSE(take());
}

TEST_F(LabBusyTaker, OneThatIsLessUrgentIsTakenFromAQueueThatIsLongerByTwo)
{
    for (char const* const name : {"one", "two", "three"}) queue(thread(name, 8, 1));
    EXPECT_TRUE(take());
    EXPECT_EQ(queue_of(0), "one");
}

// The lock of that queue is held meanwhile, with interrupts off.
TEST_F(LabPlacement, TheSearchEndsAfterThirtyTwo)
{
    for (int count = 0; count < 32; ++count) queue(pinned("pinned", 16, 1));
    queue(thread("free", 16, 1));
    EXPECT_FALSE(take());
}

TEST_F(LabPlacement, TheThirtySecondIsLookedAt)
{
    for (int count = 0; count < 31; ++count) queue(pinned("pinned", 16, 1));
    queue(thread("free", 16, 1));
    EXPECT_TRUE(take());
}

} // namespace
