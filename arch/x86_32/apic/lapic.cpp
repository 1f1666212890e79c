// SPDX-License-Identifier: MIT
// The registers of the local APIC. See arch/x86_32/apic/lapic.hpp.
#include "arch/x86_32/apic/lapic.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/vectors.hpp"
#include "arch/x86_32/decode/apic_base.hpp"
#include "arch/x86_32/decode/lapic_sequences.hpp"
#include "kernel/hw/registers.hpp"
#include "lib/processor.hpp"
#include "mm/fixmap.hpp"

namespace arch {

namespace {

using Register = LapicRegister;

constexpr u32 kPeriodic = 1u << 17;
constexpr u32 kExternal = 7u << 8; // a delivery mode of a local vector
constexpr u32 kDivideBy16 = 0b0011;

constexpr u32 kToOthers = 3u << 18;
constexpr u32 kIdShift = 24;

constexpr u32 kFirstFamilyWithMsr = 6;

// Volatile: reads and writes have effects there, so the compiler must do each exactly once, in order.
u32 volatile& at(Register which)
{
    auto const address = mm::fix_to_virt(mm::Fixmap::LocalApic) + static_cast<u32>(which);
    return *reinterpret_cast<u32 volatile*>(address.raw());
}
u32 read(Register which) { return at(which); }
void write(Register which, u32 value) { at(which) = value; }

/// For the sequences.
struct LapicPage {
    static u32 read(Register which) { return at(which); }
    static void write(Register which, u32 value) { at(which) = value; }
    static void breathe() { hw::pause(); }
};

constinit bool g_mapped = false;

} // namespace

bool map_lapic(PhysAddr registers)
{
    mm::fixmap_map(mm::Fixmap::LocalApic, Pfn::of(registers));
    u32 const version = read(Register::Version);
    return g_mapped = version != 0 && version != ~u32{0}; // what nothing at all reads as
}

bool lapic_mapped() { return g_mapped; }

bool lapic_in_service(u32 vector)
{
    return g_mapped && (lapic_in_service_word(LapicPage{}, vector / 32) >> vector % 32 & 1) != 0;
}

void note_lapic_left_on(LeftOnList& left_on)
{
    for_each_lapic_source(LapicPage{}, [&](LapicSource const& source) {
        note_left_on(left_on, source.name, 0, read(source.lvt));
    });
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
    u32 const lint0 = wire == LapicWire::ExternalPic ? kExternal : kLapicMasked | kExternal;
    lapic_enable(LapicPage{}, {.spurious = vectors::kSpurious, .error = vectors::kApicError, .lint0 = lint0});
}

u8 lapic_id() { return static_cast<u8>(read(Register::Id) >> kIdShift); }
u32 lapic_version() { return read(Register::Version) & 0xFF; }
void acknowledge_lapic() { write(Register::EndOfInterrupt, 0); }

bool send_ipi(u8 target, Delivery delivery, u32 vector)
{
    return lapic_send(LapicPage{}, u32{target} << kIdShift, static_cast<u32>(delivery) | vector);
}

bool send_ipi_to_others(Delivery delivery, u32 vector)
{
    return lapic_send(LapicPage{}, 0, kToOthers | static_cast<u32>(delivery) | vector);
}

void start_lapic_countdown(u32 count)
{
    write(Register::TimerDivide, kDivideBy16);
    write(Register::LvtTimer, kLapicMasked);
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
