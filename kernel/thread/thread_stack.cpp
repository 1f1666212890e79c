// SPDX-License-Identifier: MIT
#include "kernel/thread/thread_stack.hpp"

#include "mm/machine.hpp"
#include "mm/thread_stack.hpp"

namespace kernel {

static_assert(kThreadStackPages == mm::kStackPages);

// The pages are adjacent in the kernel's address space, so a pointer to the first is one to all.
mm::VmapResult<std::span<std::byte>> allocate_thread_stack()
{
    auto const stack = mm::alloc_thread_stack();
    if (!stack) return stack.error();
    return std::span{hw::at(stack->begin), stack->bytes()};
}

void free_thread_stack(std::span<std::byte> stack)
{
    VirtAddr const begin = virt_addr_of(stack.data());
    mm::free_thread_stack({begin, begin + static_cast<u32>(stack.size())});
}

} // namespace kernel
