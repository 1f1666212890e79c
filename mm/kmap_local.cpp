// SPDX-License-Identifier: MIT
// What is not on the fast path, which is in mm/local_slot.hpp and mm/kmap_local.hpp.
#include "mm/kmap_local.hpp"

namespace mm {

u32 local_mark() { return local_stack().top(); }

void local_release_to(u32 mark)
{
    LocalStack& stack = local_stack();
    while (stack.top() > mark) {
        if (local_calls_watched()) [[unlikely]] {
            unmap_topmost_watched(stack, {});
            continue;
        }
        LocalWindow const& window = local_window();
        unmap_topmost(stack, window, window.address_of(stack.top() - 1));
    }
}

} // namespace mm
