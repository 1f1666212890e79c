// SPDX-License-Identifier: MIT
// Programming the 8259s (Intel 8259A data sheet): the first serves IRQ 0 to 7, with the second on its line 2.
#include "arch/x86_32/device/pic.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/cpu/interrupts.hpp"
#include "arch/x86_32/cpu/vectors.hpp"

namespace arch {

namespace {

struct Pic {
    u16 command;
    u16 data;
};
constexpr Pic kFirstPic{0x20, 0x21};
constexpr Pic kSecondPic{0xA0, 0xA1};
constexpr u32 kCascadeIrq = 2;

constexpr u8 kInit = 0x11; // edge triggered, cascaded, a fourth word follows
constexpr u8 k8086Mode = 0x01;
constexpr u8 kEndOfInterrupt = 0x20;
constexpr u8 kMaskAll = 0xFF;

constexpr Pic pic_of(u32 irq) { return irq < 8 ? kFirstPic : kSecondPic; }
constexpr u8 bit_of(u32 irq) { return static_cast<u8>(1u << (irq % 8)); }

// Old boards need a moment between two words; any access to the POST port takes about 1 us, and reading it
// does not change what it shows.
void write_slowly(u16 port, u8 value)
{
    constexpr u16 kPostPort = 0x80;
    outb(port, value);
    static_cast<void>(inb(kPostPort));
}

void init(Pic pic, u32 first_vector, u8 cascade)
{
    write_slowly(pic.command, kInit);
    write_slowly(pic.data, static_cast<u8>(first_vector));
    write_slowly(pic.data, cascade);
    write_slowly(pic.data, k8086Mode);
    write_slowly(pic.data, kMaskAll);
}

// IRQ 7 and 15 also come when a line is let go before the CPU has asked which it was. We use them for
// nothing else, so only the first controller, which did see its line 2, has to be told about 15.
void on_spurious(u32 vector)
{
    if (vector == vectors::kPic + 15) outb(kFirstPic.command, kEndOfInterrupt);
}

} // namespace

void init_pic()
{
    init(kFirstPic, vectors::kPic, 1u << kCascadeIrq);
    init(kSecondPic, vectors::kPic + 8, kCascadeIrq);
    set_interrupt_handler(vectors::kPic + 7, on_spurious);
    set_interrupt_handler(vectors::kPic + 15, on_spurious);
}

void unmask_irq(u32 irq)
{
    auto const pic = pic_of(irq);
    outb(pic.data, static_cast<u8>(inb(pic.data) & ~u32{bit_of(irq)}));
    if (irq >= 8) unmask_irq(kCascadeIrq);
}

void acknowledge_irq(u32 irq)
{
    if (irq >= 8) outb(kSecondPic.command, kEndOfInterrupt);
    outb(kFirstPic.command, kEndOfInterrupt);
}

} // namespace arch
