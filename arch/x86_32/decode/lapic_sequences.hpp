// SPDX-License-Identifier: MIT
// What a local APIC wants done in a certain order (SDM 3A, chapter 10), whatever its registers are: the page
// of arch/x86_32/apic/lapic.cpp, or a model of one. `Registers` has read(register), write(register, value)
// and breathe(), which is called while an APIC is waited for.
#pragma once

#include "lib/types.hpp"

#include <string_view>

namespace arch {

enum class LapicRegister : u32 {
    Id = 0x020,
    Version = 0x030,
    TaskPriority = 0x080,
    EndOfInterrupt = 0x0B0,
    Spurious = 0x0F0,
    InService = 0x100, // eight of 32 bits each, 0x10 apart
    ErrorStatus = 0x280,
    LvtMachineCheck = 0x2F0,
    CommandLow = 0x300,
    CommandHigh = 0x310,
    LvtTimer = 0x320,
    LvtThermal = 0x330,
    LvtCounters = 0x340,
    LvtLint0 = 0x350,
    LvtLint1 = 0x360,
    LvtError = 0x370,
    TimerInitial = 0x380,
    TimerCurrent = 0x390,
    TimerDivide = 0x3E0,
};

inline constexpr u32 kLapicEnable = 1u << 8;   ///< in Spurious
inline constexpr u32 kLapicMasked = 1u << 16;  ///< in a local vector
inline constexpr u32 kLapicNmi = 4u << 8;      ///< a delivery mode of a local vector
inline constexpr u32 kLapicPending = 1u << 12; ///< of the command register: not sent yet

/// Sending takes some bus cycles, or microseconds if the bus is saturated. A read of a register takes tens
/// of nanoseconds, so this is a tenth of a second: an APIC that needs it is broken.
inline constexpr u32 kLapicSendReads = 1'000'000;

struct LapicSource {
    LapicRegister lvt;
    u32 highest; ///< an APIC whose highest local vector is that or above has it: reading others is an error
    std::string_view name;
};
inline constexpr LapicSource kLapicSources[] = {
    {LapicRegister::LvtTimer, 0, "the local APIC's timer"},
    {LapicRegister::LvtLint0, 0, "the local APIC's input LINT0"},
    {LapicRegister::LvtLint1, 0, "the local APIC's input LINT1"},
    {LapicRegister::LvtError, 3, "the local APIC's errors"},
    {LapicRegister::LvtCounters, 4, "the performance counters"},
    {LapicRegister::LvtThermal, 5, "the thermal sensor"},
    {LapicRegister::LvtMachineCheck, 6, "corrected machine checks"},
};

/// Calls `visit(source)` for each source that this APIC has.
template <class Registers, class Visit> void for_each_lapic_source(Registers&& registers, Visit&& visit)
{
    u32 const highest = registers.read(LapicRegister::Version) >> 16 & 0xFF;
    for (LapicSource const& source : kLapicSources)
        if (source.highest <= highest) visit(source);
}

template <class Registers> [[nodiscard]] bool lapic_wait_until_sent(Registers&& registers)
{
    for (u32 reads = 0; reads < kLapicSendReads; ++reads) {
        if ((registers.read(LapicRegister::CommandLow) & kLapicPending) == 0) return true;
        registers.breathe();
    }
    return false;
}

/// Sends what the two halves of a command say; false if the one before is still not sent: a write would be
/// lost, or would garble what is on its way.
/// Proved by: LapicSend.WaitsUntilTheOneBeforeIsSent, LapicSend.NamesTheTargetBeforeItSends,
/// LapicSend.GivesUpOnAnApicThatNeverSends, planted/command_written_while_one_is_unsent,
/// planted/command_sent_before_it_names_the_target.
template <class Registers> [[nodiscard]] bool lapic_send(Registers&& registers, u32 high, u32 low)
{
    if (!lapic_wait_until_sent(registers)) return false;
    registers.write(LapicRegister::CommandHigh, high);
    registers.write(LapicRegister::CommandLow, low); // this sends
    return true;
}

template <class Registers> [[nodiscard]] u32 lapic_in_service_word(Registers&& registers, u32 word)
{
    return registers.read(
        static_cast<LapicRegister>(static_cast<u32>(LapicRegister::InService) + word * 0x10));
}

/// Ends all that is in service. Each end takes the highest one away. Bounded: a broken APIC might not.
/// Proved by: LapicEnable.EndsAllThatIsInService, LapicEnable.GivesUpOnAnApicWhereNothingEnds.
template <class Registers> void lapic_end_all(Registers&& registers)
{
    auto const anything = [&] {
        u32 bits = 0;
        for (u32 word = 0; word < 8; ++word) bits |= lapic_in_service_word(registers, word);
        return bits != 0;
    };
    for (u32 vector = 0; vector < 256 && anything(); ++vector)
        registers.write(LapicRegister::EndOfInterrupt, 0);
}

struct LapicVectors {
    u32 spurious, error;
    u32 lint0; ///< all of that register
};

/// Enables the APIC, with all of its own sources masked but LINT1, which is the NMI, errors, and LINT0 as
/// told. Enabled first: until then no mask can be cleared (10.4.7.2). Proved by:
/// LapicEnable.LeavesOpenWhatIsToBeOpenAndNothingElse, LapicEnable.AsksForNothingThatIsNotThere,
/// planted/lapic_enabled_last.
template <class Registers> void lapic_enable(Registers&& registers, LapicVectors const& vectors)
{
    registers.write(LapicRegister::Spurious, kLapicEnable | vectors.spurious);
    registers.write(LapicRegister::TaskPriority, 0); // everything may interrupt
    for_each_lapic_source(registers,
                          [&](LapicSource const& source) { registers.write(source.lvt, kLapicMasked); });
    registers.write(LapicRegister::TimerInitial, 0); // stops it
    registers.write(LapicRegister::LvtLint0, vectors.lint0);
    registers.write(LapicRegister::LvtLint1, kLapicNmi);
    registers.write(LapicRegister::LvtError, vectors.error);
    registers.write(LapicRegister::ErrorStatus, 0);
    lapic_end_all(registers);
}

} // namespace arch
