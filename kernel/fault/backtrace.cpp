// SPDX-License-Identifier: MIT
// Walking the chain of frame pointers without trusting it.
#include "kernel/fault/backtrace.hpp"

#include "kernel/fault/careful_read.hpp"

namespace kernel {

u32 collect_backtrace(PhysAddr root, VirtAddr frame_pointer, std::span<VirtAddr> returns)
{
    u32 count = 0;
    while (count < returns.size()) {
        auto const caller = read_word(root, frame_pointer);
        auto const return_address = read_word(root, frame_pointer + sizeof(u32));
        if (!caller || !return_address || *return_address == 0) break;
        returns[count++] = VirtAddr{*return_address};
        if (*caller <= frame_pointer.raw()) break; // callers lie further up: no circles
        frame_pointer = VirtAddr{*caller};
    }
    return count;
}

} // namespace kernel
