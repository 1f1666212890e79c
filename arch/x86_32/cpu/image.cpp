// SPDX-License-Identifier: MIT
// Where the linker put things: the only file that knows the symbols of boot/kernel.ld.
#include "arch/x86_32/cpu/image.hpp"

#include "arch/x86_32/cpu/stacks.hpp"
#include "kernel/hw/image.hpp"

#include <algorithm>

// Nothing is stored under these names; their addresses are the message. All are page-aligned.
extern "C" std::byte const image_begin[], image_end[], text_begin[], text_end[], rodata_begin[], rodata_end[],
    data_begin[], data_end[];

namespace {

VirtRange range(std::byte const* begin, std::byte const* end)
{
    return {virt_addr_of(begin), virt_addr_of(end)};
}

std::array<VirtAddr, arch::kImageStacks> guard_pages()
{
    std::array<VirtAddr, arch::kImageStacks> pages;
    std::transform(hw::image_stacks().begin(), hw::image_stacks().end(), pages.begin(),
                   [](hw::ImageStack const& stack) { return stack.bytes.begin - kPageSize; });
    return pages;
}

} // namespace

namespace arch {

VirtRange image_range() { return range(image_begin, image_end); }

} // namespace arch

namespace hw {

mm::ImageLayout image_layout() noexcept
{
    static std::array const guards = guard_pages(); // on CPU 0, while it is alone
    return {.text = range(text_begin, text_end),
            .rodata = range(rodata_begin, rodata_end),
            .data = range(data_begin, data_end),
            .guards = guards};
}

} // namespace hw
