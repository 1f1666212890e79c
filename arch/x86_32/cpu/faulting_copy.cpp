// SPDX-License-Identifier: MIT
// The copies that may fault, and the table of their instructions. See faulting_copy.asm.
#include "kernel/hw/fixups.hpp"
#include "mm/machine.hpp"

extern "C" {
u32 arch_copy_catching_faults(void* to, void const* from, u32 bytes);
u32 arch_clear_catching_faults(void* to, u32 bytes);
extern kernel::Fixup const fixups_begin[], fixups_end[]; // by boot/kernel.ld
}

namespace hw {

u32 copy_catching_faults(VirtAddr to, VirtAddr from, u32 bytes) noexcept(false)
{
    return arch_copy_catching_faults(at(to), at(from), bytes);
}

u32 clear_catching_faults(VirtAddr to, u32 bytes) noexcept(false)
{
    return arch_clear_catching_faults(at(to), bytes);
}

std::span<kernel::Fixup const> fixups() noexcept { return {fixups_begin, fixups_end}; }

} // namespace hw
