// SPDX-License-Identifier: MIT
// Why an NMI came: port 0x61, whose upper half the chipset of every PC keeps for that.
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/decode/machine_check.hpp"
#include "kernel/hw/machine_check.hpp"

namespace hw {

lib::Text<160> nmi_reason() noexcept
{
    constexpr u16 kSystemControl = 0x61;
    return lib::Text<160>{arch::nmi_sentence(arch::inb(kSystemControl))};
}

} // namespace hw
