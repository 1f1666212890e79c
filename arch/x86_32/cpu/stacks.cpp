// SPDX-License-Identifier: MIT
// The stacks themselves, and how the kernel hears of them.
#include "arch/x86_32/cpu/stacks.hpp"

#include "kernel/hw/image.hpp"

namespace arch {

constinit BootStack boot_stack{};
constinit DoubleFaultStack g_double_fault_stack{};

} // namespace arch

namespace hw {

std::span<ImageStack const> image_stacks() noexcept
{
    // Filled in on the first call, which CPU 0 makes while it is alone.
    static std::array<ImageStack, arch::kImageStacks> const stacks{{
        {arch::boot_stack.range(), "the boot thread"},
        {arch::g_double_fault_stack.range(), "CPU 0's double-fault task"},
    }};
    return stacks;
}

} // namespace hw
