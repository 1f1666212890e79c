// SPDX-License-Identifier: MIT
// Where threads leave off and begin: the layout that switch.asm leaves on a stack.
#include "kernel/hw/context.hpp"

#include <new>

namespace {

struct SavedRegisters {
    u32 edi = 0, esi = 0, ebx = 0;
    u32 ebp = 0; ///< 0 ends a backtrace
    void (*return_to)() = nullptr;
    u32 return_from_entry = 0; ///< which never returns; a backtrace finds no caller
};

extern "C" void arch_switch_stack(void** from, void* to);

} // namespace

namespace hw {

void prepare_context(Context& context, std::span<std::byte> stack, void (*entry)())
{
    std::byte* const top = stack.data() + stack.size() - sizeof(SavedRegisters);
    context.resume_point = new (top) SavedRegisters{.return_to = entry};
}

VirtAddr frame_pointer(Context const& context) noexcept
{
    return VirtAddr{static_cast<SavedRegisters const*>(context.resume_point)->ebp};
}

void switch_context(Context& from, Context& to) { arch_switch_stack(&from.resume_point, to.resume_point); }

} // namespace hw
