// SPDX-License-Identifier: MIT
// WRONG, on purpose: see wrong_copy.hpp.
#include "runs/tour/wrong_copy.hpp"

#include "mm/kmap_local.hpp"
#include "mm/page_bounds.hpp"

#include <cstring>

namespace kernel::wrong {

void copy_trusting_the_compound(std::byte* to, mm::Frame from, u32 offset, u32 bytes)
{
    mm::check_page_copy("the wrong copy", from, offset, bytes); // true: the block is that large
    mm::LocalMap map{from};                                     // but this shows one page of it
    std::memcpy(to, map.bytes().data() + offset, bytes);
}

} // namespace kernel::wrong
