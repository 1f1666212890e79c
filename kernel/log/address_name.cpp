// SPDX-License-Identifier: MIT
// The image first, since it lies inside one of the regions.
#include "kernel/log/address_name.hpp"

#include "kernel/hw/image.hpp"
#include "mm/region.hpp"

namespace kernel {

char const* address_name(VirtAddr address)
{
    mm::ImageLayout const image = hw::image_layout();
    if (image.text.contains(address)) return "the kernel's text";
    if (image.rodata.contains(address)) return "the kernel's constants";
    if (image.data.contains(address)) return "the kernel's data";
    return mm::region_name(address);
}

} // namespace kernel
