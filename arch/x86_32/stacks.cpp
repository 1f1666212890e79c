// SPDX-License-Identifier: MIT
// The stacks themselves, and how the kernel hears of them.
#include "arch/x86_32/stacks.hpp"

#include "kernel/machine.hpp"

namespace arch {

constinit GuardedStack boot_stack{};
constinit GuardedStack g_double_fault_stack{};

VirtAddr stack_top(GuardedStack const& stack)
{
    return VirtAddr{reinterpret_cast<u32>(stack.bytes.data() + stack.bytes.size())};
}

namespace {

VirtRange stack_bytes(GuardedStack const& stack)
{
    VirtAddr const top = stack_top(stack);
    return {top - sizeof(stack.bytes), top};
}

} // namespace
} // namespace arch

namespace hw {

std::span<ImageStack const> image_stacks() noexcept
{
    // Filled in on the first call, which CPU 0 makes while it is alone.
    static std::array<ImageStack, arch::kImageStacks> const stacks{{
        {arch::stack_bytes(arch::boot_stack), "the boot thread"},
        {arch::stack_bytes(arch::g_double_fault_stack), "CPU 0's double-fault task"},
    }};
    return stacks;
}

} // namespace hw
