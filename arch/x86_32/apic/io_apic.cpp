// SPDX-License-Identifier: MIT
#include "arch/x86_32/apic/io_apic.hpp"

#include "lib/bounded_list.hpp"
#include "mm/fixmap.hpp"

namespace arch {

namespace {

// Two registers: which one is meant, and its value.
class IoApicRegisters {
public:
    explicit IoApicRegisters(VirtAddr page) : page_{page} {}

    // Volatile: device memory, every access has to happen, in this order.
    [[nodiscard]] u32 read(u32 index) const
    {
        at(kSelect) = index;
        return at(kWindow);
    }
    void write(u32 index, u32 value) const
    {
        at(kSelect) = index;
        at(kWindow) = value;
    }

private:
    static constexpr u32 kSelect = 0x00, kWindow = 0x10;
    [[nodiscard]] u32 volatile& at(u32 offset) const
    {
        return *reinterpret_cast<u32 volatile*>((page_ + offset).raw());
    }

    VirtAddr page_;
};

constexpr u32 kVersion = 0x01, kFirstInput = 0x10; // two registers an input: low, high
constexpr u32 kInputMasked = 1u << 16, kInputExternal = 7u << 8;
constexpr u32 kTargetShift = 24;
constexpr u32 kMostInputs = 240;

constexpr u32 low(u32 input) { return kFirstInput + 2 * input; }

// One that answers.
struct Mapped {
    VirtAddr page;
    PhysAddr registers;
};
constinit lib::BoundedList<Mapped, 8> g_io_apics;

IoApicRegisters first() { return IoApicRegisters{g_io_apics.view().front().page}; }

// Nothing at all reads as all ones; a real one has 16 inputs or more.
bool answers(IoApicRegisters const& io)
{
    u32 const version = io.read(kVersion);
    return version != 0 && version != ~u32{0};
}

u32 inputs(IoApicRegisters const& io) { return std::min((io.read(kVersion) >> 16 & 0xFF) + 1, kMostInputs); }

void mask_inputs(IoApicRegisters const& io, u32 first_gsi, LeftOnList& left_on)
{
    for (u32 input = 0; input < inputs(io); ++input) {
        u32 const entry = io.read(low(input));
        note_left_on(left_on, "an I/O APIC's input", first_gsi + input, entry);
        if ((entry & kInputMasked) == 0) io.write(low(input), entry | kInputMasked);
    }
}

} // namespace

void mask_io_apics(std::span<kernel::IoApic const> listed, LeftOnList& left_on)
{
    constexpr u32 kPages =
        static_cast<u32>(mm::Fixmap::IoApicLast) - static_cast<u32>(mm::Fixmap::IoApicFirst) + 1;
    u32 number = 0;
    for (kernel::IoApic const& each : listed) {
        if (number == kPages) return;
        auto const name = static_cast<mm::Fixmap>(static_cast<u32>(mm::Fixmap::IoApicFirst) + number++);
        VirtAddr const page = mm::fixmap_map(name, Pfn::of(each.registers)) + each.registers.page_offset();
        IoApicRegisters const io{page};
        if (!answers(io)) continue;
        mask_inputs(io, each.first_gsi, left_on);
        g_io_apics.push({page, each.registers});
    }
}

void survey_io_apics(lib::BoundedList<kernel::IoApicInputs, 8>& found)
{
    for (Mapped const& each : g_io_apics) {
        IoApicRegisters const io{each.page};
        kernel::IoApicInputs one;
        one.registers = each.registers;
        one.version = static_cast<u8>(io.read(kVersion));
        one.count = inputs(io);
        for (u32 input = 0; input < one.count; ++input)
            if ((io.read(low(input)) & kInputMasked) == 0) one.open.push(static_cast<u8>(input));
        found.push(one);
    }
}

bool pass_external_pic(u8 target)
{
    if (g_io_apics.empty()) return false;
    IoApicRegisters const io = first();
    io.write(low(0) + 1, u32{target} << kTargetShift);
    io.write(low(0), kInputExternal);
    return true;
}

void stop_external_pic()
{
    if (!g_io_apics.empty()) first().write(low(0), kInputMasked | kInputExternal);
}

} // namespace arch
