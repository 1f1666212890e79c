// SPDX-License-Identifier: MIT
#include "arch/x86_32/cpu/fixmap_reader.hpp"

#include "mm/fixmap.hpp"
#include "mm/machine.hpp"

#include <algorithm>

namespace arch {

namespace {
constexpr auto kWindow = mm::Fixmap::FirmwareTable;
}

FixmapReader::~FixmapReader()
{
    if (shown_) mm::fixmap_unmap(kWindow);
}

bool FixmapReader::copy(PhysAddr from, std::span<std::byte> into)
{
    if (from.raw() >= end_ || into.size() > end_ - from.raw()) return false;
    while (!into.empty()) {
        show(Pfn::of(from));
        auto const part = std::min<std::size_t>(into.size(), kPageSize - from.page_offset());
        std::copy_n(hw::at(mm::fix_to_virt(kWindow) + from.page_offset()), part, into.begin());
        into = into.subspan(part);
        from = from + part;
    }
    return true;
}

void FixmapReader::show(Pfn frame)
{
    if (shown_ == frame) return;
    if (shown_) mm::fixmap_unmap(kWindow);
    mm::fixmap_map(kWindow, frame, mm::kReadOnly); // firmware's tables are ordinary memory: cached
    shown_ = frame;
}

} // namespace arch
