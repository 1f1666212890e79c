// SPDX-License-Identifier: MIT
#include "lib/result.hpp"
#include "lib/types.hpp"
#include "tests/sim/stop.hpp"

#include <gtest/gtest.h>
#include <memory>

namespace {

using lib::ReportKind;
using lib::Result;

enum class Why : u8 { TooLarge, NoRoom };

Result<u32, Why> half(u32 number)
{
    if (number > 100) return Why::TooLarge;
    return number / 2;
}

TEST(Result, HoldsAValueOrTheReasonWhyThereIsNone)
{
    auto const value = half(84);
    ASSERT_TRUE(value);
    EXPECT_EQ(*value, 42u);
    auto const error = half(101);
    ASSERT_FALSE(error);
    EXPECT_EQ(error.error(), Why::TooLarge);
}

TEST(Result, IsNotReadBeforeSomebodyHasLooked)
{
    auto const value = half(84);
    EXPECT_STOP_SAYING(ReportKind::CheckFailed, "looked", *value);
    ASSERT_TRUE(value);
    EXPECT_EQ(*value, 42u);
}

TEST(Result, LookingIsNotEnoughIfThereIsNoValue)
{
    auto const error = half(101);
    EXPECT_FALSE(error);
    EXPECT_STOP_SAYING(ReportKind::CheckFailed, "ok", *error);
}

TEST(Result, TellsNoReasonIfThereIsAValue)
{
    auto const value = half(84);
    EXPECT_STOP(ReportKind::CheckFailed, value.error());
}

TEST(Result, OfACallThatMustWorkStopsIfItDidNot)
{
    EXPECT_EQ(half(84).must(), 42u);
    EXPECT_STOP(ReportKind::CheckFailed, half(101).must());
}

TEST(Result, RefersToWhatOthersOwn)
{
    u32 number = 1;
    Result<u32&, Why> const found = number;
    ASSERT_TRUE(found);
    *found = 2;
    EXPECT_EQ(number, 2u);
    EXPECT_EQ((&Result<u32&, Why>{number}.must()), &number);

    Result<u32&, Why> const none = Why::NoRoom;
    EXPECT_FALSE(none);
    EXPECT_EQ(none.error(), Why::NoRoom);
    EXPECT_STOP(ReportKind::CheckFailed, *none);
}

TEST(Result, MayBeAboutNothingButSuccess)
{
    auto const work = [](bool works) -> Result<void, Why> {
        if (!works) return Why::NoRoom;
        return {};
    };
    EXPECT_TRUE(work(true));
    auto const failed = work(false);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error(), Why::NoRoom);
    work(true).must();
    EXPECT_STOP(ReportKind::CheckFailed, work(false).must());
}

TEST(Result, OwnsAValueThatOnlyMoves)
{
    auto const alive = std::make_shared<int>(7);
    auto const keeper = [&] { return std::make_unique<std::shared_ptr<int>>(alive); };
    using Owned = Result<std::unique_ptr<std::shared_ptr<int>>, Why>;
    {
        Owned first = keeper();
        Owned second = std::move(first);
        ASSERT_TRUE(second);
        EXPECT_EQ(***second, 7);
        EXPECT_EQ(alive.use_count(), 2);
        auto const taken = std::move(second).must();
        EXPECT_EQ(alive.use_count(), 2);
    }
    EXPECT_EQ(alive.use_count(), 1) << "the value ends with its result, once";

    Owned first = Why::NoRoom;
    Owned const second = std::move(first);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), Why::NoRoom);
}

TEST(Result, ThrowsAtItsEndIfItsValueMay)
{
    struct Throwing {
        Throwing() = default;
        Throwing(Throwing&&) {}
        ~Throwing() noexcept(false) {}
    };
    static_assert(!std::is_nothrow_destructible_v<Result<Throwing, Why>>); // as when a debt is dropped
    static_assert(std::is_nothrow_destructible_v<Result<std::unique_ptr<int>, Why>>);
}

TEST(Result, OfOneWordIsAsSmallAsTwo)
{
    static_assert(sizeof(Result<u32, Why>) == 8 && std::is_trivially_copyable_v<Result<u32, Why>>);
    static_assert(sizeof(Result<void, Why>) == 8 && std::is_trivially_copyable_v<Result<void, Why>>);
}

TEST(Result, IsForConstantsToo)
{
    static constexpr auto pick = [](bool works) -> Result<int, Why> {
        if (!works) return Why::NoRoom;
        return 5;
    };
    static_assert(pick(true).must() == 5 && pick(false).error() == Why::NoRoom);
}

} // namespace
