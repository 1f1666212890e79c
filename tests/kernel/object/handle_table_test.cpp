// SPDX-License-Identifier: MIT
#include "kernel/object/handle_table.hpp"
#include "tests/kernel/object/object_machine.hpp"
#include "tests/support/random.hpp"

#include <map>
#include <optional>

namespace {

using kernel::Budget;
using kernel::Handle;
using kernel::HandleTable;
using kernel::MemoryObject;
using kernel::Ref;
using uapi::Error;
using uapi::ObjectKind;
using uapi::Reason;

struct Handles : sim::ObjectMachine {
    ~Handles() noexcept override =
        default; // a reference that is dropped may stop: here that ends the test program

    Handle add(uapi::Rights rights = uapi::Rights::all(), u32 badge = 0)
    {
        return table->add(as_object(Ref<Budget>::share(*thing)), rights, badge).must();
    }
    Error why_not_found(Handle handle, uapi::Rights needed = {})
    {
        auto const found = table->find<Budget>(handle, needed, 3);
        return found ? Error{} : found.error();
    }

    Ref<Budget> budget = Budget::make(40);
    Ref<Budget> thing = Budget::make(0);
    std::optional<HandleTable> table{std::in_place, Ref<Budget>::share(*budget)};
};

TEST_F(Handles, LeadToTheirObjectWithTheirBadgeAndRights)
{
    Handle const handle = add(uapi::kRead | uapi::kCopy, 0xBAD6E);
    auto const found = table->find<Budget>(handle, uapi::kRead, 1);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->object.get(), thing.get());
    EXPECT_EQ(found->badge, 0xBAD6Eu);
    EXPECT_EQ(found->rights, uapi::kRead | uapi::kCopy);
}

TEST_F(Handles, ANumberThatWasNeverGivenOutIsNoHandle)
{
    Error const none{Reason::NoHandle, 3};
    EXPECT_EQ(why_not_found(HandleTable::kMaxHandles), none) << "the table is empty";
    Handle const handle = add();
    EXPECT_EQ(why_not_found(0), none);
    EXPECT_EQ(why_not_found(handle % HandleTable::kMaxHandles), none) << "generation 0";
    EXPECT_EQ(why_not_found(handle + 1), none) << "a free place";
    EXPECT_EQ(why_not_found(handle + HandleTable::kMaxHandles), none) << "a generation to come";
    EXPECT_EQ(why_not_found(~0u), none);
}

TEST_F(Handles, AClosedOneDoesNotLeadToWhatTakesItsPlace)
{
    Handle const closed = add();
    EXPECT_TRUE(table->close(closed, 1));
    EXPECT_EQ(why_not_found(closed), (Error{Reason::ClosedHandle, 3}));
    Handle const next = add();
    EXPECT_EQ(next % HandleTable::kMaxHandles, closed % HandleTable::kMaxHandles) << "the same place";
    EXPECT_EQ(why_not_found(closed), (Error{Reason::ClosedHandle, 3}));
    EXPECT_EQ(table->close(closed, 2).error(), (Error{Reason::ClosedHandle, 2}));
    EXPECT_TRUE(table->find<Budget>(next, {}, 1));
}

TEST_F(Handles, APlaceWhoseGenerationsAreUsedUpIsNotHandedOutAgain)
{
    Handle const first = add();
    static_cast<void>(table->close(first, 1).must());
    for (u32 generation = 2; generation <= HandleTable::kLastGeneration; ++generation)
        static_cast<void>(table->close(add(), 1).must());
    Handle const elsewhere = add();
    EXPECT_NE(elsewhere % HandleTable::kMaxHandles, first % HandleTable::kMaxHandles);
    EXPECT_EQ(why_not_found(first), (Error{Reason::ClosedHandle, 3}));
}

TEST_F(Handles, AnObjectOfAnotherKindIsRefusedWithTheKindThatWasExpected)
{
    auto const found = table->find<MemoryObject>(add(), {}, 2);
    EXPECT_FALSE(found);
    EXPECT_EQ(found.error(), (Error{Reason::WrongKind, 2, ObjectKind::Memory}));
    EXPECT_EQ(thing->references(), 2u) << "ours and the handle's";
}

TEST_F(Handles, MissingRightsAreRefusedByName)
{
    Handle const handle = add(uapi::kRead);
    EXPECT_EQ(why_not_found(handle, uapi::kRead | uapi::kWrite),
              (Error{Reason::MissingRights, 3, ObjectKind::Budget, uapi::kWrite}));
    EXPECT_EQ(why_not_found(handle, uapi::kRead), Error{});
}

TEST_F(Handles, ACopyHasNoRightThatItsOriginalLacks)
{
    Handle const original = add(uapi::kRead | uapi::kCopy, 7);
    EXPECT_EQ(table->copy(original, uapi::kRead | uapi::kWrite, 1).error(),
              (Error{Reason::MissingRights, 1, ObjectKind::None, uapi::kWrite}));
    auto const copy = table->copy(original, uapi::kRead, 1);
    ASSERT_TRUE(copy);
    auto const found = table->find<Budget>(*copy, {}, 1);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->rights, uapi::kRead);
    EXPECT_EQ(found->badge, 7u);
    EXPECT_EQ(table->copy(*copy, uapi::kRead, 1).error().missing, uapi::kCopy)
        << "it may not be copied itself";
    EXPECT_EQ(table->copy(*copy + 1, uapi::kRead, 5).error(), (Error{Reason::NoHandle, 5}));
}

TEST_F(Handles, WhatWasFoundOutlivesItsHandle)
{
    Handle const handle = add();
    auto found = table->find<Budget>(handle, {}, 1);
    ASSERT_TRUE(found);
    Budget* const object = thing.release();
    object->put(); // ours
    EXPECT_TRUE(table->close(handle, 1));
    EXPECT_EQ(found->object->references(), 1u);
    EXPECT_EQ(Budget::cache().objects_in_use(), 2u);
    {
        Ref<Budget> const last = std::move(found->object);
    }
    EXPECT_EQ(Budget::cache().objects_in_use(), 1u) << "only what pays for the table";
}

TEST_F(Handles, GrowByPagesThatTheBudgetPaysForUntilTheTableIsFull)
{
    for (u32 count = 0; count < HandleTable::kMaxHandles; ++count) static_cast<void>(add());
    EXPECT_EQ(budget->left(), 40u - 16);
    EXPECT_EQ(table->add(as_object(Ref<Budget>::share(*thing)), {}, 0).error(), Error{Reason::TableFull});
    EXPECT_EQ(table->handles(), HandleTable::kMaxHandles);
    EXPECT_EQ(thing->references(), 1 + HandleTable::kMaxHandles) << "the refused one is dropped";
    table.reset();
    EXPECT_EQ(budget->left(), 40u);
    EXPECT_EQ(thing->references(), 1u);
}

TEST_F(Handles, ATableThatCannotGrowRefusesAndSpendsNothing)
{
    EXPECT_TRUE(budget->charge(40));
    EXPECT_EQ(table->add(as_object(Ref<Budget>::share(*thing)), {}, 0).error(), Error{Reason::OutOfBudget});
    budget->give_back(40);
    {
        sim::OtherwiseFull const full{0};
        EXPECT_EQ(table->add(as_object(Ref<Budget>::share(*thing)), {}, 0).error(),
                  Error{Reason::OutOfMemory});
    }
    EXPECT_EQ(budget->left(), 40u);
    EXPECT_EQ(thing->references(), 1u);
}

TEST_F(Handles, AnEndedTableHasClosedAllAndTakesNoMore)
{
    Handle const handle = add();
    static_cast<void>(add());
    static_cast<void>(table->close(handle, 1).must());
    table->end();
    EXPECT_EQ(table->handles(), 0u);
    EXPECT_EQ(thing->references(), 1u);
    EXPECT_EQ(budget->left(), 40u);
    EXPECT_EQ(table->add(as_object(Ref<Budget>::share(*thing)), {}, 0).error(), Error{Reason::TaskEnded});
    EXPECT_EQ(why_not_found(handle), (Error{Reason::NoHandle, 3}));
    table->end();
    EXPECT_EQ(budget->left(), 40u);
}

TEST_F(Handles, AgreeWithAModelAfterRandomCalls)
{
    std::map<Handle, uapi::Rights> model; // open ones
    std::vector<Handle> known{0, ~0u};    // open, closed and wrong ones
    sim::Random random{19};
    for (u32 call = 0; call < 20000; ++call) {
        Handle const handle = known[random.below(static_cast<u32>(known.size()))];
        auto const rights = uapi::Rights::from_word(static_cast<std::uint8_t>(random.below(256)));
        auto const open = model.find(handle);
        switch (random.below(4)) {
        case 0:
            known.push_back(add(rights));
            EXPECT_TRUE(model.emplace(known.back(), rights).second);
            break;
        case 1:
            EXPECT_EQ(bool{table->find<Budget>(handle, rights, 1)},
                      open != model.end() && open->second.include(rights));
            break;
        case 2:
            if (auto const copy = table->copy(handle, rights, 1)) {
                ASSERT_TRUE(open != model.end() && open->second.include(rights | uapi::kCopy));
                EXPECT_TRUE(model.emplace(*copy, rights).second);
                known.push_back(*copy);
            }
            break;
        default:
            EXPECT_EQ(bool{table->close(handle, 1)}, open != model.end());
            if (open != model.end()) model.erase(open);
        }
        ASSERT_EQ(table->handles(), model.size());
        ASSERT_EQ(thing->references(), 1 + model.size());
    }
}

} // namespace
