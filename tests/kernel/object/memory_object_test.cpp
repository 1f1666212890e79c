// SPDX-License-Identifier: MIT
#include "kernel/object/memory_object.hpp"
#include "mm/page_copy.hpp"
#include "tests/kernel/object/object_machine.hpp"

#include <optional>
#include <set>
#include <vector>

namespace {

using kernel::Budget;
using kernel::MemoryObject;
using kernel::Ref;
using uapi::Error;
using uapi::Reason;

struct MemoryObjects : sim::ObjectMachine {
    ~MemoryObjects() noexcept override =
        default; // a reference that is dropped may stop: here that ends the test program

    Ref<Budget> budget = Budget::make(5000);
};

TEST_F(MemoryObjects, HasAsManyFramesAsAskedForAndNoneTwice)
{
    auto const memory = MemoryObject::make(*budget, MemoryObject::kFramesInIndex + 3, 1);
    ASSERT_TRUE(memory);
    std::set<u32> frames;
    for (u32 index = 0; index < (*memory)->frames(); ++index)
        frames.insert((*memory)->frame(index).pfn().raw());
    EXPECT_EQ(frames.size(), MemoryObject::kFramesInIndex + 3);
    EXPECT_EQ(budget->left(), 5000 - MemoryObject::kFramesInIndex - 3 - 2) << "two indexes";
    EXPECT_THROW(static_cast<void>((*memory)->frame(MemoryObject::kFramesInIndex + 3)), sim::Stopped);
}

TEST_F(MemoryObjects, IsClearedWhateverLayThereBefore)
{
    sim::OtherwiseFull const full{70};
    {
        std::vector<mm::Frame> dirty;
        while (auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::HighFirst))
            dirty.push_back(*frame);
        ASSERT_EQ(dirty.size(), 70u);
        for (auto const frame : dirty) {
            mm::memset_page(frame, 0, std::byte{'x'}, kPageSize);
            mm::frames().free_frames(frame, 0);
        }
    }
    auto const memory = MemoryObject::make(*budget, 64, 1);
    ASSERT_TRUE(memory);
    for (u32 index = 0; index < 64; ++index) {
        EXPECT_EQ(content((*memory)->frame(index)), 0);
        EXPECT_EQ(*sim::ram((*memory)->frame(index).pfn().base() + (kPageSize - 1)), std::byte{0});
    }
}

TEST_F(MemoryObjects, OfNoFrameOrOfTooManyIsRefusedWithTheArgument)
{
    EXPECT_EQ(MemoryObject::make(*budget, 0, 2).error(), (Error{Reason::OutOfRange, 2}));
    EXPECT_EQ(MemoryObject::make(*budget, MemoryObject::kMaxFrames + 1, 4).error(),
              (Error{Reason::OutOfRange, 4}));
}

TEST_F(MemoryObjects, BeyondTheBudgetSpendsNothing)
{
    auto const small = Budget::make(8);
    EXPECT_EQ(MemoryObject::make(*small, 8, 1).error(), Error{Reason::OutOfBudget}) << "8 and an index";
    EXPECT_EQ(small->left(), 8u);
    EXPECT_TRUE(MemoryObject::make(*small, 7, 1));
    EXPECT_EQ(small->left(), 8u) << "and after its end";
}

TEST_F(MemoryObjects, OutOfMemoryAtAnyFrameGivesEverythingBack)
{
    u32 const wanted = MemoryObject::kFramesInIndex + 2; // one for the object, two indexes
    for (u32 left : {0u, 1u, 2u, 3u, 500u, wanted, wanted + 1, wanted + 2}) {
        SCOPED_TRACE(left);
        {
            sim::OtherwiseFull const full{left};
            EXPECT_EQ(MemoryObject::make(*budget, wanted, 1).error(), Error{Reason::OutOfMemory});
        }
        EXPECT_EQ(budget->left(), 5000u);
        EXPECT_EQ(free_frames(), frames_before - 1) << "the budget's own";
    }
    sim::OtherwiseFull const enough{wanted + 3};
    EXPECT_TRUE(MemoryObject::make(*budget, wanted, 1));
}

TEST_F(MemoryObjects, AFrameThatSomebodyElseHoldsOutlivesIt)
{
    std::optional<mm::Frame> held;
    {
        auto const memory = MemoryObject::make(*budget, 2, 1);
        ASSERT_TRUE(memory);
        held = (*memory)->frame(1);
        mm::frames().get_frame(*held);
    }
    EXPECT_EQ(mm::frames().references(*held), 1u);
    mm::frames().put_frame(*held);
}

TEST_F(MemoryObjects, PaysBackToABudgetThatNobodyElseHasAnyMore)
{
    auto const memory = MemoryObject::make(*budget, 2, 1);
    ASSERT_TRUE(memory);
    {
        Ref<Budget> const gone = std::move(budget);
    }
    EXPECT_EQ(Budget::cache().objects_in_use(), 1u);
}

TEST_F(MemoryObjects, ABudgetChargesAllOrNothingAndTakesNoMoreBackThanItGave)
{
    auto const small = Budget::make(3);
    EXPECT_FALSE(small->charge(4));
    EXPECT_EQ(small->left(), 3u);
    EXPECT_TRUE(small->charge(3));
    EXPECT_FALSE(small->charge(1));
    EXPECT_THROW(small->give_back(4), sim::Stopped);
    small->give_back(3);
    EXPECT_EQ(small->left(), 3u);
}

} // namespace
