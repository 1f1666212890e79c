// SPDX-License-Identifier: MIT
// What a local APIC is told, with a model of one that is as strict as the manual lets it be (SDM 3A, chapter
// 10).
#include "arch/x86_32/decode/lapic_sequences.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <vector>

namespace {

using arch::LapicRegister;

constexpr u32 kEverySource = 6;

/// Remembers what was sent to whom, and whatever it would have lost.
class Lapic {
public:
    explicit Lapic(u32 highest_source = kEverySource) : highest_{highest_source} {}

    u32 read(LapicRegister which)
    {
        if (u32 const word = (u32(which) - u32(LapicRegister::InService)) / 0x10; word < 8)
            return bits_of(word);
        switch (which) {
        case LapicRegister::Version: return highest_ << 16 | 0x14;
        case LapicRegister::CommandLow: return unsent != 0 ? arch::kLapicPending : 0;
        default: return registers[which];
        }
    }
    void write(LapicRegister which, u32 value)
    {
        for (arch::LapicSource const& source : arch::kLapicSources) {
            if (source.lvt != which) continue;
            EXPECT_LE(source.highest, highest_) << source.name << " is not there";
            // "... cannot be cleared while the APIC is disabled" (10.4.7.2).
            if ((registers[LapicRegister::Spurious] & arch::kLapicEnable) == 0) value |= arch::kLapicMasked;
        }
        if (which == LapicRegister::CommandLow || which == LapicRegister::CommandHigh)
            EXPECT_EQ(unsent, 0u) << "written while a command was on its way";
        if (which == LapicRegister::CommandLow)
            sent.push_back(u64{registers[LapicRegister::CommandHigh]} << 32 | value);
        if (which == LapicRegister::EndOfInterrupt && !in_service.empty() && !broken)
            in_service.erase(std::prev(in_service.end()));
        registers[which] = value;
    }
    void breathe()
    {
        if (unsent != 0 && !broken) --unsent;
    }

    std::map<LapicRegister, u32> registers;
    std::set<u32> in_service; ///< vectors
    std::vector<u64> sent;    ///< commands, both halves
    u32 unsent = 0;           ///< breaths until the last command is sent
    bool broken = false;      ///< nothing is ever sent or ended

private:
    u32 bits_of(u32 word)
    {
        u32 bits = 0;
        for (u32 const vector : in_service) bits |= vector / 32 == word ? 1u << vector % 32 : 0;
        return bits;
    }

    u32 highest_;
};

constexpr arch::LapicVectors kVectors{.spurious = 0xFF, .error = 0xFE, .lint0 = 7u << 8};

TEST(LapicSend, NamesTheTargetBeforeItSends)
{
    Lapic lapic;
    EXPECT_TRUE(arch::lapic_send(lapic, 0x0500'0000, 0xE0));
    EXPECT_EQ(lapic.sent, std::vector<u64>{0x0500'0000'0000'00E0});
}

TEST(LapicSend, WaitsUntilTheOneBeforeIsSent)
{
    Lapic lapic;
    lapic.unsent = 10;
    EXPECT_TRUE(arch::lapic_send(lapic, 0x0500'0000, 0xE0));
    EXPECT_EQ(lapic.sent.size(), 1u);
}

TEST(LapicSend, GivesUpOnAnApicThatNeverSends)
{
    Lapic lapic;
    lapic.unsent = 1;
    lapic.broken = true;
    EXPECT_FALSE(arch::lapic_send(lapic, 0x0500'0000, 0xE0));
    EXPECT_TRUE(lapic.sent.empty());
}

TEST(LapicEnable, LeavesOpenWhatIsToBeOpenAndNothingElse)
{
    Lapic lapic;
    lapic.registers[LapicRegister::LvtCounters] = 0x30; // as firmware left it
    lapic.registers[LapicRegister::LvtTimer] = 0x31;
    lapic.registers[LapicRegister::TaskPriority] = 0x40;
    lapic.registers[LapicRegister::TimerInitial] = 1000;
    arch::lapic_enable(lapic, kVectors);
    EXPECT_EQ(lapic.registers[LapicRegister::Spurious], arch::kLapicEnable | 0xFFu);
    EXPECT_EQ(lapic.registers[LapicRegister::TaskPriority], 0u);
    EXPECT_EQ(lapic.registers[LapicRegister::TimerInitial], 0u);
    EXPECT_EQ(lapic.registers[LapicRegister::LvtLint0], 7u << 8);
    EXPECT_EQ(lapic.registers[LapicRegister::LvtLint1], arch::kLapicNmi);
    EXPECT_EQ(lapic.registers[LapicRegister::LvtError], 0xFEu);
    for (LapicRegister const lvt : {LapicRegister::LvtTimer, LapicRegister::LvtCounters,
                                    LapicRegister::LvtThermal, LapicRegister::LvtMachineCheck})
        EXPECT_EQ(lapic.registers[lvt], arch::kLapicMasked);
}

TEST(LapicEnable, AsksForNothingThatIsNotThere)
{
    Lapic lapic{3};
    arch::lapic_enable(lapic, kVectors);
    EXPECT_FALSE(lapic.registers.contains(LapicRegister::LvtCounters));
    EXPECT_FALSE(lapic.registers.contains(LapicRegister::LvtThermal));
    EXPECT_FALSE(lapic.registers.contains(LapicRegister::LvtMachineCheck));
}

TEST(LapicEnable, EndsAllThatIsInService)
{
    Lapic lapic;
    lapic.in_service = {0x20, 0x41, 0xE0, 0xFE};
    arch::lapic_enable(lapic, kVectors);
    EXPECT_TRUE(lapic.in_service.empty());
}

TEST(LapicEnable, GivesUpOnAnApicWhereNothingEnds)
{
    Lapic lapic;
    lapic.in_service = {0x20};
    lapic.broken = true;
    arch::lapic_enable(lapic, kVectors); // returns
    EXPECT_EQ(lapic.registers[LapicRegister::EndOfInterrupt], 0u);
}

} // namespace
