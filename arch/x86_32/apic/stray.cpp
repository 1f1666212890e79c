// SPDX-License-Identifier: MIT
#include "arch/x86_32/apic/stray.hpp"

#include "arch/x86_32/apic/lapic.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/interrupts.hpp"
#include "arch/x86_32/cpu/vectors.hpp"
#include "arch/x86_32/device/pic.hpp"
#include "kernel/hw/stray_interrupts.hpp"
#include "kernel/log/log.hpp"
#include "lib/atomic.hpp"

#include <array>

namespace arch {

namespace {

enum class Controller : u8 { None, Pic, LocalApic };

struct Stray {
    lib::Atomic<u32> count = 0;
    lib::Atomic<Controller> from = Controller::None;
};
constinit std::array<Stray, 256> g_strays;
constinit LeftOnList const* g_left_on = nullptr;

bool is_of_pic(u32 vector) { return vector >= vectors::kPic && vector < vectors::kPic + 16; }

// Its end goes to the controller that has it in service. If none has, its line was let go before the CPU
// asked for it, which an 8259 then answers with its lowest line.
Controller acknowledge(u32 vector)
{
    if (lapic_in_service(vector)) {
        acknowledge_lapic();
        return Controller::LocalApic;
    }
    return is_of_pic(vector) && acknowledge_stray_irq(vector - vectors::kPic) ? Controller::Pic
                                                                              : Controller::None;
}

lib::Text<80> describe(LeftOn const& source)
{
    lib::Text<80> text{source.source};
    if (source.input != 0) lib::print(text, " {}", source.input);
    return text;
}

lib::Text<80> describe(u32 vector, Controller from)
{
    if (from == Controller::Pic) return lib::formatted<80>("IRQ {} of the 8259s", vector - vectors::kPic);
    if (from == Controller::None)
        return lib::Text<80>{is_of_pic(vector) ? "an 8259, whose line was let go"
                                               : "no controller has it in service"};
    auto const* const source = g_left_on == nullptr ? nullptr : find_left_on(*g_left_on, vector);
    if (source == nullptr) return lib::Text<80>{"a message of a device, or another CPU"};
    auto text = describe(*source);
    text.append(", left on by what ran before us");
    return text;
}

void on_stray(u32 vector)
{
    Stray& stray = g_strays[vector];
    auto const from = acknowledge(vector);
    if (stray.count.fetch_add(1, lib::MemoryOrder::SeqCst) != 0) return;
    stray.from.store(from, lib::MemoryOrder::SeqCst);
    kernel::warn("an interrupt that nobody asked for: vector {:#x}, from {}; acknowledged", vector,
                 describe(vector, from));
}

} // namespace

void catch_strays() { set_stray_handler(on_stray); }

void strays_may_come_from(LeftOnList const& left_on) { g_left_on = &left_on; }

void take_pending()
{
    constexpr u32 kPauses = 100'000; // an APIC delivers a pending one some time after the end of the last
    sti();
    for (u32 pauses = 0; pauses < kPauses; ++pauses) pause();
    cli();
}

void say_left_on()
{
    for (LeftOn const& each : g_left_on->view())
        if (g_strays[each.vector].count.load(lib::MemoryOrder::SeqCst) == 0)
            kernel::info("{} was left on with vector {:#x}; masked now", describe(each), each.vector);
}

} // namespace arch

namespace hw {

kernel::StrayInterrupts stray_interrupts()
{
    kernel::StrayInterrupts found;
    for (u32 vector = 0; vector < arch::g_strays.size(); ++vector) {
        arch::Stray const& stray = arch::g_strays[vector];
        if (stray.count.load(lib::MemoryOrder::SeqCst) != 0)
            found.push({static_cast<u8>(vector), stray.count.load(lib::MemoryOrder::SeqCst),
                        arch::describe(vector, stray.from.load(lib::MemoryOrder::SeqCst))});
    }
    return found;
}

} // namespace hw
