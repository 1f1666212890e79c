// SPDX-License-Identifier: MIT
// The registers of the local APIC. See arch/x86_32/apic/lapic.hpp.
#include "arch/x86_32/apic/lapic.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/vectors.hpp"
#include "arch/x86_32/decode/apic_base.hpp"
#include "kernel/hw/registers.hpp"
#include "lib/processor.hpp"
#include "mm/fixmap.hpp"

namespace arch {

namespace {

enum class Register : u32 {
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

constexpr u32 kSoftwareEnable = 1u << 8; // in Spurious
constexpr u32 kMasked = 1u << 16;
constexpr u32 kPeriodic = 1u << 17;
constexpr u32 kExternal = 7u << 8; // delivery modes of a local vector
constexpr u32 kNmi = 4u << 8;
constexpr u32 kDivideBy16 = 0b0011;

constexpr u32 kPending = 1u << 12; // of the command register: not sent yet
constexpr u32 kToOthers = 3u << 18;
constexpr u32 kIdShift = 24;

constexpr u32 kFirstFamilyWithMsr = 6;

// Sending takes some bus cycles, or microseconds if the bus is saturated. A read of a register takes tens
// of nanoseconds, so this is a tenth of a second: an APIC that needs it is broken.
constexpr u32 kSendReads = 1'000'000;

// Volatile: reads and writes have effects there, so the compiler must do each exactly once, in order.
u32 volatile& at(Register which)
{
    auto const address = mm::fix_to_virt(mm::Fixmap::LocalApic) + static_cast<u32>(which);
    return *reinterpret_cast<u32 volatile*>(address.raw());
}
u32 read(Register which) { return at(which); }
void write(Register which, u32 value) { at(which) = value; }

bool wait_until_sent()
{
    for (u32 reads = 0; reads < kSendReads; ++reads) {
        if ((read(Register::CommandLow) & kPending) == 0) return true;
        hw::pause();
    }
    return false;
}

bool send(u32 high, u32 low)
{
    if (!wait_until_sent()) return false; // a write would be lost, or would garble what is on its way
    write(Register::CommandHigh, high);
    write(Register::CommandLow, low); // this sends
    return true;
}

u32 highest_local_vector() { return read(Register::Version) >> 16 & 0xFF; }

struct LocalSource {
    Register lvt;
    u32 highest; ///< an APIC whose highest local vector is that or above has it: reading others is an error
    std::string_view name;
};
constexpr LocalSource kLocalSources[] = {
    {Register::LvtTimer, 0, "the local APIC's timer"},
    {Register::LvtLint0, 0, "the local APIC's input LINT0"},
    {Register::LvtLint1, 0, "the local APIC's input LINT1"},
    {Register::LvtError, 3, "the local APIC's errors"},
    {Register::LvtCounters, 4, "the performance counters"},
    {Register::LvtThermal, 5, "the thermal sensor"},
    {Register::LvtMachineCheck, 6, "corrected machine checks"},
};

void mask_local_vectors()
{
    for (LocalSource const& source : kLocalSources)
        if (source.highest <= highest_local_vector()) write(source.lvt, kMasked);
    write(Register::TimerInitial, 0); // stops it
}

u32 in_service(u32 word) { return *(&at(Register::InService) + word * 4); }

bool anything_in_service()
{
    u32 bits = 0;
    for (u32 word = 0; word < 8; ++word) bits |= in_service(word);
    return bits != 0;
}

// Each end takes the highest one away. Bounded: a broken APIC might not.
void end_all_in_service()
{
    for (u32 vector = 0; vector < 256 && anything_in_service(); ++vector) acknowledge_lapic();
}

constinit bool g_mapped = false;

} // namespace

bool map_lapic(PhysAddr registers)
{
    mm::fixmap_map(mm::Fixmap::LocalApic, Pfn::of(registers));
    u32 const version = read(Register::Version);
    return g_mapped = version != 0 && version != ~u32{0}; // what nothing at all reads as
}

bool lapic_mapped() { return g_mapped; }

bool lapic_in_service(u32 vector) { return g_mapped && (in_service(vector / 32) >> vector % 32 & 1) != 0; }

void note_lapic_left_on(LeftOnList& left_on)
{
    for (LocalSource const& source : kLocalSources)
        if (source.highest <= highest_local_vector()) note_left_on(left_on, source.name, 0, read(source.lvt));
}

LapicMode leave_x2apic(u32 cpu_family)
{
    if (cpu_family < kFirstFamilyWithMsr) return LapicMode::XApic;
    u64 const value = rdmsr(kApicBaseMsr);
    auto const write = [](u64 wanted) {
        auto const said = hw::write_msr(kApicBaseMsr, wanted);
        return said && *said == wanted; // there are APICs that stay off once they are
    };
    if (!leave_x2apic_mode(value, write)) return LapicMode::Stuck;
    return (value & kApicX2Mode) != 0 ? LapicMode::WasX2Apic : LapicMode::XApic;
}

LapicBase lapic_base(u32 cpu_family)
{
    if (cpu_family < kFirstFamilyWithMsr) return {};
    u64 const value = rdmsr(kApicBaseMsr);
    return {.known = true, .on = (value & kApicOn) != 0, .registers = PhysAddr{value & ~u64{kPageSize - 1}}};
}

void turn_on_lapic() { wrmsr(kApicBaseMsr, rdmsr(kApicBaseMsr) | kApicOn); }

void enable_lapic(LapicWire wire)
{
    // Enabled first: until then the masks below could not be cleared (10.4.7.2).
    write(Register::Spurious, kSoftwareEnable | vectors::kSpurious);
    write(Register::TaskPriority, 0); // everything may interrupt
    mask_local_vectors();
    write(Register::LvtLint0, wire == LapicWire::ExternalPic ? kExternal : kMasked | kExternal);
    write(Register::LvtLint1, kNmi);
    write(Register::LvtError, vectors::kApicError);
    write(Register::ErrorStatus, 0);
    end_all_in_service();
}

u8 lapic_id() { return static_cast<u8>(read(Register::Id) >> kIdShift); }
u32 lapic_version() { return read(Register::Version) & 0xFF; }
void acknowledge_lapic() { write(Register::EndOfInterrupt, 0); }

bool send_ipi(u8 target, Delivery delivery, u32 vector)
{
    return send(u32{target} << kIdShift, static_cast<u32>(delivery) | vector);
}

bool send_ipi_to_others(Delivery delivery, u32 vector)
{
    return send(0, kToOthers | static_cast<u32>(delivery) | vector);
}

void start_lapic_countdown(u32 count)
{
    write(Register::TimerDivide, kDivideBy16);
    write(Register::LvtTimer, kMasked);
    write(Register::TimerInitial, count);
}

u32 lapic_countdown() { return read(Register::TimerCurrent); }

void start_lapic_tick(u32 count)
{
    write(Register::TimerDivide, kDivideBy16);
    write(Register::LvtTimer, kPeriodic | vectors::kTick);
    write(Register::TimerInitial, count);
}

} // namespace arch
