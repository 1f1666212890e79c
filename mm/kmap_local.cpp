// SPDX-License-Identifier: MIT
// What is not on the fast path, which is in mm/local_slot.hpp and mm/kmap_local.hpp.
#include "mm/kmap_local.hpp"

#include "mm/local_compound.hpp"

namespace mm {

u32 local_mark() { return local_stack().top(); }

void local_release_to(u32 mark)
{
    LocalStack& stack = local_stack();
    while (stack.top() > mark) unmap_innermost(stack, {});
}

} // namespace mm
