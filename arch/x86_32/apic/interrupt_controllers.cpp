// SPDX-License-Identifier: MIT
// Which interrupt controllers this machine has, and setting them up: the boot CPU's part. What firmware
// says about the other CPUs is found out here too, because it names the local APIC's address.
#include "arch/x86_32/apic/cpu_numbers.hpp"
#include "arch/x86_32/apic/io_apic.hpp"
#include "arch/x86_32/apic/lapic.hpp"
#include "arch/x86_32/apic/shootdown_ipi.hpp"
#include "arch/x86_32/apic/stray.hpp"
#include "arch/x86_32/apic/tick_source.hpp"
#include "arch/x86_32/cpu/fixmap_reader.hpp"
#include "arch/x86_32/cpu/handed_over.hpp"
#include "arch/x86_32/cpu/interrupts.hpp"
#include "arch/x86_32/cpu/stop_request.hpp"
#include "arch/x86_32/cpu/vectors.hpp"
#include "arch/x86_32/decode/firmware_cpus.hpp"
#include "arch/x86_32/decode/quiet_pci.hpp"
#include "arch/x86_32/device/pci_config.hpp"
#include "arch/x86_32/device/pic.hpp"
#include "arch/x86_32/device/spare_clock.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/hw/interrupts.hpp"
#include "kernel/hw/other_cpus.hpp"
#include "kernel/log/log.hpp"
#include "kernel/thread/preempt.hpp"

namespace arch {

namespace {

constinit CpuList g_listed;
constinit lib::BoundedList<u32, kMaxCpus> g_other_cpus;

constinit LeftOnList g_left_on;

void read_firmware_tables()
{
    FixmapReader reader{hw::cpu_info().phys_bits};
    find_firmware_cpus(reader, handed_over_rsdp(), g_listed);
    take_over_clocks(reader);
}

// The switch itself comes at the end of the interrupt, or when the region that forbids it ends.
void on_reschedule(u32)
{
    acknowledge_lapic();
    kernel::ask_for_switch();
}

void ignore_spurious(u32) {} // must not be acknowledged: it never was in service (SDM 3A, 10.9)

void on_apic_error(u32)
{
    acknowledge_lapic();
    kernel::warn("the local APIC of CPU {} reports an error", hw::cpu_index());
}

std::string_view source_name(CpuList::Source source)
{
    switch (source) {
    case CpuList::Source::Acpi: return "ACPI";
    case CpuList::Source::MpTable: return "the MP table";
    case CpuList::Source::MpDefault: return "an MP standard configuration";
    case CpuList::Source::None: break;
    }
    return "no table";
}

void log_list(CpuList const& list)
{
    kernel::info("firmware lists {} ({}), {} disabled, {}",
                 lib::Counted{list.apic_ids.size() + list.apic_ids.left_out(), "usable CPU"},
                 source_name(list.source), list.disabled, lib::Counted{list.io_apics.size(), "I/O APIC"});
    for (auto const& sentence : list.complaints.view()) kernel::warn("{}", sentence);
    if (list.complaints.left_out() != 0)
        kernel::warn("{} more complaints about firmware tables", list.complaints.left_out());
}

// Where the local APIC is: what the CPU itself says counts; firmware may lie.
PhysAddr choose_base(LapicBase const& said_by_cpu, PhysAddr said_by_firmware)
{
    if (!said_by_cpu.known) return said_by_firmware;
    if (said_by_cpu.registers != said_by_firmware)
        kernel::warn("firmware says that the local APIC is at {}; the CPU says {}, which is used",
                     said_by_firmware, said_by_cpu.registers);
    return said_by_cpu.registers;
}

bool can_use_lapic(LapicMode mode)
{
    if (mode == LapicMode::WasX2Apic)
        kernel::info("the local APIC was left in x2APIC mode; it is in xAPIC mode now");
    if (mode == LapicMode::Stuck)
        kernel::warn(
            "the local APIC was left in x2APIC mode, which is not supported, and does not leave it: one CPU");
    return mode != LapicMode::Stuck;
}

// Nothing changes until it is clear that there is a local APIC. With `noapic` one that firmware left off
// stays off: interrupts then pass it by.
bool find_lapic(CpuList const& list, bool use_apic)
{
    if (!hw::cpu_info().apic) {
        kernel::info("this CPU has no local APIC: one CPU, interrupts through the 8259s");
        return false;
    }
    if (!can_use_lapic(leave_x2apic(hw::cpu_info().family))) return false;
    auto const base = lapic_base(hw::cpu_info().family);
    if (!base.on && !use_apic) return false;
    if (!base.on) turn_on_lapic();
    auto const registers = choose_base(base, list.lapic);
    if (map_lapic(registers)) return true;
    kernel::warn("no local APIC answers at {}: one CPU", registers);
    return false;
}

void say_pci_left_on(PciFound const& found, std::string_view what)
{
    auto const& first = found.first;
    if (found.count != 0)
        kernel::info("PCI: {} {}, the first at {:02x}:{:02x}.{}; stopped now",
                     lib::Counted{found.count, "function"}, what, first.bus, first.device, first.function);
}

void stop_pci()
{
    if (!PortPciConfig::exists()) return;
    PortPciConfig config;
    auto const left_on = quiet_pci(config);
    say_pci_left_on(left_on.messages, "left sending interrupts as messages");
    say_pci_left_on(left_on.network, "of a network left writing into memory");
}

// Everything is masked, and then what is still on its way is taken, before any vector means anything to us.
// Returns whether there is a local APIC.
bool quiet_controllers(bool use_apic)
{
    init_pic();
    catch_strays();
    stop_pci();
    strays_may_come_from(g_left_on);
    mask_io_apics(g_listed.io_apics.view(), g_left_on);
    bool const has_lapic = find_lapic(g_listed, use_apic);
    if (has_lapic) {
        note_lapic_left_on(g_left_on);
        enable_lapic(LapicWire::ExternalPic);
    }
    take_pending();
    say_left_on();
    return has_lapic;
}

void use_lapic_of_boot_cpu(CpuList const& list)
{
    set_interrupt_handler(vectors::kReschedule, on_reschedule);
    init_shootdown();
    init_stop();
    number_cpu(hw::cpu_index(), lapic_id());
    for (u8 const id : list.apic_ids)
        if (id != lapic_id()) g_other_cpus.push(id);
    kernel::info("local APIC version {:#x}, id {} on the boot CPU", lapic_version(), lapic_id());
}

} // namespace
} // namespace arch

namespace hw {

void init_interrupts(bool use_apic)
{
    using namespace arch;
    join_shootdown(); // alone, if no other follows
    read_firmware_tables();
    if (use_apic) log_list(g_listed);
    bool const has_lapic = quiet_controllers(use_apic);
    if (has_lapic) {
        set_interrupt_handler(vectors::kSpurious, ignore_spurious);
        set_interrupt_handler(vectors::kApicError, on_apic_error);
    }
    if (!use_apic) kernel::info("noapic: one CPU, interrupts through the 8259s");
    if (use_apic && has_lapic && use_tick_of_lapic()) return use_lapic_of_boot_cpu(g_listed);
    use_tick_of_pit();
}

std::span<u32 const> other_cpus() noexcept { return arch::g_other_cpus.view(); }

void send_reschedule(u32 cpu) noexcept { arch::interrupt_cpu(cpu, arch::vectors::kReschedule); }

} // namespace hw
