// SPDX-License-Identifier: MIT
// What each word of the command line sets, and what is said about words that set nothing.
#include "kernel/start/command_line.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using kernel::CommandLine;

class CommandLineTest : public testing::Test {
protected:
    CommandLine parse(std::string_view text) { return kernel::parse_command_line(text, complaints_); }
    std::string complaints() const { return std::string{complaints_.view()}; }

private:
    lib::Text<1024> complaints_;
};

TEST_F(CommandLineTest, EmptyLineMeansTheDefaults)
{
    auto const line = parse("");
    EXPECT_EQ(line.run, "");
    EXPECT_FALSE(line.mem || line.lowmem || line.force_pae || line.no_apic || line.no_nx);
    EXPECT_EQ(line.max_cpus, kMaxCpus);
    EXPECT_EQ(line.hz, 250u);
    EXPECT_EQ(line.console_count, 0u);
    EXPECT_EQ(line.log, kernel::LogLevel::Info);
    EXPECT_EQ(complaints(), "");
}

TEST_F(CommandLineTest, RunIsHandedOnAsItStands)
{
    EXPECT_EQ(parse("run=test:kmap*,tour").run, "test:kmap*,tour");
    EXPECT_EQ(complaints(), "");
    EXPECT_EQ(parse("run=").run, "");
    EXPECT_EQ(complaints(), "command line: \"run=\" ignored: run= takes what to do, as in run=tour\n");
}

TEST_F(CommandLineTest, LimitsAndFlagsAreTaken)
{
    auto const line = parse("mem=6G lowmem=16M maxcpus=2 hz=1000 forcepae noapic nonx log=debug");
    EXPECT_EQ(line.mem, 6_GiB);
    EXPECT_EQ(line.lowmem, 16_MiB);
    EXPECT_EQ(line.max_cpus, 2u);
    EXPECT_EQ(line.hz, 1000u);
    EXPECT_TRUE(line.force_pae && line.no_apic && line.no_nx);
    EXPECT_EQ(line.log, kernel::LogLevel::Debug);
    EXPECT_EQ(complaints(), "");
}

TEST_F(CommandLineTest, ConsolesCollectWithTheirSpeed)
{
    auto const line = parse("console=ttyS0,9600 console=vga");
    ASSERT_EQ(line.console_count, 2u);
    EXPECT_EQ(line.consoles[0].name, "ttyS0");
    EXPECT_EQ(line.consoles[0].baud, 9600u);
    EXPECT_EQ(line.consoles[1].name, "vga");
    EXPECT_EQ(line.consoles[1].baud, 0u);
}

TEST_F(CommandLineTest, WhereSomebodySitsCanBeSaid)
{
    using Kind = kernel::Attended::Kind;
    EXPECT_EQ(parse("").attended.kind, Kind::Unsaid);
    EXPECT_EQ(parse("attended=no").attended.kind, Kind::No);
    EXPECT_EQ(parse("attended=screen").attended.kind, Kind::Screen);
    EXPECT_EQ(parse("attended=terminal").attended.kind, Kind::Terminal);
    auto const sized = parse("attended=50x132").attended;
    EXPECT_EQ(sized.kind, Kind::Terminal);
    EXPECT_EQ(sized.rows, 50u);
    EXPECT_EQ(sized.columns, 132u);
    EXPECT_EQ(complaints(), "");
    for (auto const* wrong :
         {"attended=", "attended=yes", "attended=24", "attended=1x80", "attended=24x80x2"})
        EXPECT_EQ(parse(wrong).attended.kind, Kind::Unsaid) << wrong;
}

TEST_F(CommandLineTest, SpeedMayNameTheFrameThatIsAlwaysUsed)
{
    EXPECT_EQ(parse("console=ttyS0,9600n8").consoles[0].baud, 9600u);
    EXPECT_EQ(parse("console=ttyS0,115200n").consoles[0].baud, 115200u);
    EXPECT_EQ(parse("console=ttyS0,9600e7").console_count, 0u);
    EXPECT_EQ(parse("console=ttyS0,n8").console_count, 0u);
}

TEST_F(CommandLineTest, UnknownWordIsNamedAndTheRestStillCounts)
{
    auto const line = parse("quiet hz=100");
    EXPECT_EQ(line.hz, 100u);
    EXPECT_EQ(complaints(), "command line: \"quiet\" ignored: no such word\n");
}

TEST_F(CommandLineTest, UnknownWordsAreHandedOnAndSoIsARunThatIsNotSaid)
{
    auto const words = [this](std::string_view text) {
        auto const line = parse(text);
        auto const unknown = line.unknown_words();
        return std::vector<std::string>{unknown.begin(), unknown.end()};
    };
    EXPECT_EQ(words("quiet hz=100 RUN=test run="), (std::vector<std::string>{"quiet", "RUN=test", "run="}));
    EXPECT_EQ(words("log=test hz=1 run=test"), std::vector<std::string>{}); // bad values of known words
    EXPECT_EQ(words("a a a a a a a a a a a a a a a a test").size(), CommandLine::kMaxUnknownWords);
}

TEST_F(CommandLineTest, BadValueIsNamedAndTheDefaultStays)
{
    auto const line = parse("hz=99");
    EXPECT_EQ(line.hz, 250u);
    EXPECT_EQ(complaints(), "command line: \"hz=99\" ignored: hz= takes a number from 100 to 10000\n");
}

TEST_F(CommandLineTest, FlagWithAValueAndNameWithoutOneAreUnknown)
{
    auto const line = parse("nonx=1 hz");
    EXPECT_FALSE(line.no_nx);
    EXPECT_EQ(complaints(), "command line: \"nonx=1\" ignored: no such word\n"
                            "command line: \"hz\" ignored: no such word\n");
}

TEST_F(CommandLineTest, SizesMustBeWholeAndReasonable)
{
    auto const line = parse("mem=0 lowmem=16Q");
    EXPECT_FALSE(line.mem || line.lowmem);
    EXPECT_NE(complaints().find("\"mem=0\" ignored"), std::string::npos);
    EXPECT_NE(complaints().find("\"lowmem=16Q\" ignored"), std::string::npos);
}

TEST_F(CommandLineTest, KmapDebugTakesOnlyWordsItKnows)
{
    auto const debug = parse("kmap.debug=force,track").kmap_debug;
    EXPECT_TRUE(debug.force && debug.track);
    EXPECT_FALSE(debug.alias || debug.eager || debug.quarantine || debug.linux_rules);
    EXPECT_FALSE(parse("kmap.debug=force,fast").kmap_debug.force);
    EXPECT_NE(complaints().find("\"kmap.debug=force,fast\" ignored"), std::string::npos);
}

TEST_F(CommandLineTest, FifthConsoleIsIgnored)
{
    EXPECT_EQ(parse("console=vga console=vga console=vga console=vga console=vga").console_count, 4u);
    EXPECT_NE(complaints(), "");
}

} // namespace
