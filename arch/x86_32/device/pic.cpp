// SPDX-License-Identifier: MIT
// Programming the 8259s (Intel 8259A data sheet): the first serves IRQ 0 to 7, with the second on its line 2.
#include "arch/x86_32/device/pic.hpp"

#include "arch/x86_32/cpu/instructions.hpp"
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
constexpr u8 kReadInService = 0x0B; // the next read of the command port is of that register
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

bool in_service(u32 irq)
{
    auto const pic = pic_of(irq);
    outb(pic.command, kReadInService);
    return (inb(pic.command) & bit_of(irq)) != 0;
}

// A general end of interrupt takes away the most urgent one that is in service.
void end_all_in_service()
{
    for (u32 each = 0; each < 8; ++each) acknowledge_irq(8);
}

} // namespace

void init_pic()
{
    init(kFirstPic, vectors::kPic, 1u << kCascadeIrq);
    init(kSecondPic, vectors::kPic + 8, kCascadeIrq);
    end_all_in_service();
}

void unmask_irq(u32 irq)
{
    auto const pic = pic_of(irq);
    outb(pic.data, static_cast<u8>(inb(pic.data) & ~u32{bit_of(irq)}));
    if (irq >= 8) unmask_irq(kCascadeIrq);
}

void mask_irq(u32 irq)
{
    auto const pic = pic_of(irq);
    outb(pic.data, static_cast<u8>(inb(pic.data) | bit_of(irq)));
}

void acknowledge_irq(u32 irq)
{
    if (irq >= 8) outb(kSecondPic.command, kEndOfInterrupt);
    outb(kFirstPic.command, kEndOfInterrupt);
}

bool acknowledge_stray_irq(u32 irq)
{
    if (in_service(irq)) {
        acknowledge_irq(irq);
        return true;
    }
    if (irq >= 8) outb(kFirstPic.command, kEndOfInterrupt); // which did see its line 2
    return false;
}

} // namespace arch
