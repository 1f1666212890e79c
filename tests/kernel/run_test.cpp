// SPDX-License-Identifier: MIT
// The value of `run=`: what is done, in which order, and what is refused in which words.
#include "kernel/hw/input.hpp"
#include "kernel/hw/other_cpus.hpp"
#include "kernel/run.hpp"

#include <array>
#include <cstdlib>
#include <gtest/gtest.h>
#include <span>
#include <string>
#include <vector>

namespace {

using kernel::RunList;
using kernel::RunMistake;

std::vector<std::string> g_done;

bool note(std::string_view name, std::string_view argument, bool well)
{
    g_done.push_back(std::string{name} + ":" + std::string{argument});
    return well;
}

constexpr kernel::Run kTable[] = {
    {"tour", "", [](std::string_view argument) { return note("tour", argument, true); }},
    {"test", "GLOB", [](std::string_view argument) { return note("test", argument, argument != "bad"); }},
    {"memtest", "PASSES", [](std::string_view argument) { return note("memtest", argument, true); }},
};

std::vector<std::string> done(std::string_view text)
{
    g_done.clear();
    auto const list = RunList::parse(text);
    if (list) static_cast<void>(kernel::run(*list));
    return g_done;
}

std::string mistake(std::string_view text)
{
    auto const list = RunList::parse(text);
    if (list) return "";
    lib::Text<512> sentence;
    kernel::print_mistake(sentence, list.error());
    return std::string{sentence.view()};
}

hw::Outcome outcome(std::string_view text)
{
    auto const list = RunList::parse(text);
    return list ? kernel::run(*list) : hw::Outcome::Refused;
}

void expect_refused(std::string_view text, std::span<std::string_view const> unknown_words)
{
    EXPECT_EXIT(static_cast<void>(kernel::wanted_runs(text, unknown_words)),
                testing::ExitedWithCode(static_cast<int>(hw::Outcome::Refused)), "");
}

constexpr std::string_view kAll = "; it takes tour, test[:GLOB], memtest[:PASSES], separated by commas";

TEST(RunListTest, NothingSaidIsTheFirstOfTheTable) { EXPECT_EQ(done(""), std::vector<std::string>{"tour:"}); }

TEST(RunListTest, OrderAndArgumentsAreKept)
{
    EXPECT_EQ(done("test:kmap*,tour,memtest:3"),
              (std::vector<std::string>{"test:kmap*", "tour:", "memtest:3"}));
}

TEST(RunListTest, OneThatFailsDoesNotKeepTheOthersFromRunningAndFailsTheWhole)
{
    EXPECT_EQ(done("test:bad,tour"), (std::vector<std::string>{"test:bad", "tour:"}));
    EXPECT_EQ(outcome("test:bad,tour"), hw::Outcome::Fail);
    EXPECT_EQ(outcome("test:good,tour"), hw::Outcome::Pass);
}

TEST(RunListTest, OneUnknownPartSpoilsAllOfItAndIsNamed)
{
    EXPECT_EQ(done("tour,tset"), std::vector<std::string>{});
    EXPECT_EQ(mistake("tour,tset"), "there is no \"run=tset\"" + std::string{kAll});
    EXPECT_EQ(mistake("tour,,test"), "there is no \"run=\"" + std::string{kAll});
}

TEST(RunListTest, WrongRunIsRefusedAndNothingIsDone)
{
    g_done.clear();
    expect_refused("tour,tset", {});
    EXPECT_EQ(kernel::wanted_runs("memtest:2", {}).items().size(), 1u);
    EXPECT_TRUE(g_done.empty());
}

TEST(RunListTest, WordThatWasToSayWhatToRunIsRefused)
{
    for (std::string_view const word : {"test", "TEST", "test:kmap*", "tour,test", "RUN=test", "Run=tset",
                                        "rnu=test:kmap*", "run=", "=tour"}) {
        EXPECT_TRUE(kernel::is_meant_as_run(word)) << word;
        expect_refused("tour", std::array{std::string_view{"quiet"}, word});
    }
}

TEST(RunListTest, OtherUnknownWordsAreNobodysWishToRun)
{
    constexpr std::string_view kOthers[] = {
        "quiet", "tests", "ro", "root=/dev/sda1", "BOOT_IMAGE=/boot/test", "x=", "=", "nonx=1"};
    for (std::string_view const word : kOthers) EXPECT_FALSE(kernel::is_meant_as_run(word)) << word;
    EXPECT_EQ(kernel::wanted_runs("tour,memtest", kOthers).items().size(), 2u);
}

TEST(RunListTest, TourTakesNoArgument)
{
    EXPECT_EQ(mistake("tour:fast"), "\"run=tour:fast\" takes nothing after the colon" + std::string{kAll});
}

TEST(RunListTest, ListHasAnEnd)
{
    std::string text = "tour";
    for (u32 count = 1; count < RunList::kMaxItems; ++count) text += ",tour";
    EXPECT_EQ(done(text).size(), RunList::kMaxItems);
    EXPECT_NE(mistake(text + ",test:x").find("at most 16 parts, and \"test:x\" is one more"),
              std::string::npos);
}

} // namespace

namespace kernel {

std::span<Run const> all_runs() { return kTable; }

} // namespace kernel

namespace hw {

void write_back_caches() noexcept {}
void power_off(Outcome outcome) noexcept { std::_Exit(static_cast<int>(outcome)); }

// Not reached: the machine could be switched off.
void halt() noexcept { std::abort(); }
void reset_machine() noexcept { std::abort(); }
bool start_keyboard() noexcept { std::abort(); }
std::optional<char> read_keyboard() noexcept { std::abort(); }

lib::CpuMask stop_other_cpus() noexcept { return {}; }

} // namespace hw
