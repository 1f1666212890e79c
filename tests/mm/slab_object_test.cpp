// SPDX-License-Identifier: MIT
#include "mm/slab_object.hpp"
#include "tests/sim/slab_machine.hpp"

namespace {

using lib::ReportKind;

struct Counting {
    explicit Counting(int& its_alive) : alive{its_alive} { ++alive; }
    Counting(Counting const&) = delete;
    Counting& operator=(Counting const&) = delete;
    ~Counting() { --alive; }
    int& alive;
    int value = 5;
};

class SlabObject : public sim::SlabMachine {
protected:
    ~SlabObject() override { counting.cache().shrink(); }

    int alive = 0;
    mm::ObjectCache<Counting> counting{"counting thing"};
};

TEST_F(SlabObject, OwnerFreesItsObjectAtTheEndOfItsScope)
{
    {
        auto const object = counting.make(alive);
        ASSERT_TRUE(object);
        EXPECT_EQ(object->value, 5);
        EXPECT_EQ(alive, 1);
        EXPECT_EQ(counting.cache().objects_in_use(), 1u);
    }
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(counting.cache().objects_in_use(), 0u);
}

TEST_F(SlabObject, OwnershipMovesAndIsNeverShared)
{
    auto first = counting.make(alive);
    auto second = std::move(first);
    EXPECT_FALSE(first);
    auto third = counting.make(alive);
    EXPECT_EQ(alive, 2);
    third = std::move(second);
    EXPECT_EQ(alive, 1) << "what it owned before is gone";
    auto& itself = third;
    third = std::move(itself);
    EXPECT_EQ(alive, 1);
    third.reset();
    EXPECT_EQ(alive, 0);
    static_assert(!std::is_copy_constructible_v<mm::OwnedObject<Counting>>);
}

TEST_F(SlabObject, LetGoOfItIsNobodysUntilSomebodyAdoptsIt)
{
    Counting* const plain = counting.make(alive).release();
    EXPECT_EQ(alive, 1);
    {
        auto const owner = counting.adopt(plain);
        EXPECT_EQ(owner.get(), plain);
    }
    EXPECT_EQ(alive, 0);
}

TEST_F(SlabObject, PlainCallsMakeAndFreeToo)
{
    mm::ObjectCache<u64> numbers{"number"};
    u64* const number = numbers.alloc(77u);
    EXPECT_EQ(*number, 77u);
    numbers.free(number);
    EXPECT_STOP_SAYING(ReportKind::BadFree, "frees number", numbers.free(number));
    numbers.cache().destroy();
}

} // namespace
