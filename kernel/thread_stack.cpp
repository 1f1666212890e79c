// SPDX-License-Identifier: MIT
#include "kernel/thread_stack.hpp"

#include "mm/frame_allocator.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"

#include <bit>

namespace kernel {

namespace {
constexpr u32 kOrder = std::countr_zero(kThreadStackPages);
} // namespace

std::optional<std::span<std::byte>> allocate_thread_stack()
{
    auto const frame = mm::frames().alloc_frames(kOrder, mm::ZoneChoice::LowOnly);
    if (!frame) return {};
    return std::span{hw::lowmem(frame->pfn().base()), kThreadStackPages * kPageSize};
}

void free_thread_stack(std::span<std::byte> stack)
{
    auto const offset = stack.data() - hw::lowmem(PhysAddr{0});
    mm::frames().free_frames(mm::Frame{Pfn::of(PhysAddr{static_cast<u64>(offset)})}, kOrder);
}

} // namespace kernel
