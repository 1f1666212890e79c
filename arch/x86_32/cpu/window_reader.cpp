// SPDX-License-Identifier: MIT
#include "arch/x86_32/cpu/window_reader.hpp"

#include "mm/kmap_local.hpp"
#include "mm/machine.hpp"

#include <algorithm>

namespace arch {

bool WindowReader::copy(PhysAddr from, std::span<std::byte> into)
{
    if (from.raw() >= end_ || into.size() > end_ - from.raw()) return false;
    while (!into.empty()) {
        auto const part = std::min<std::size_t>(into.size(), kPageSize - from.page_offset());
        mm::LocalMap const map{Pfn::of(from), mm::kReadOnly};
        std::copy_n(hw::at(map.address() + from.page_offset()), part, into.begin());
        into = into.subspan(part);
        from = from + part;
    }
    return true;
}

} // namespace arch
