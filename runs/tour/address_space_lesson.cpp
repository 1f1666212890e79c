// SPDX-License-Identifier: MIT
// Lesson: what lies where. The table is mm/layout.hpp's, as the kernel was built with it.
#include "kernel/hw/image.hpp"
#include "mm/kernel_space.hpp"
#include "mm/protection.hpp"
#include "mm/region.hpp"
#include "runs/tour/lesson.hpp"

namespace kernel {

namespace {

void say_range(VirtRange range, char const* what)
{
    say("    {} .. {} {:>7} KiB  {}", range.begin, range.end, range.bytes() >> 10, what);
}

void say_image()
{
    mm::ImageLayout const image = hw::image_layout();
    say_range(image.text, "text, R-X");
    say_range(image.rodata, "constants, R--");
    say_range(image.data, "data and stacks, RW-");
    for (hw::ImageStack const& stack : hw::image_stacks())
        say("    {} unmapped: the guard below the stack of {}", stack.bytes.begin - kPageSize, stack.owner);
}

} // namespace

bool address_space_lesson()
{
    say("  Everything that the kernel maps lies in the last GiB of 4. Below it, page 0");
    say("  included, nothing is mapped. {}\n", mm::entry_features().nx_high != 0
                                                   ? "No page is both writable and executable."
                                                   : "This CPU has no NX, so data could be executed.");
    for (mm::Region const& region : mm::kRegions) say_range(region.range, region.name);
    VirtAddr const lowmem_end = mm::lowmem_address(mm::kernel_space().lowmem_end.base());
    say("\n  The direct map is in use up to {}. The kernel's image lies in it, in", lowmem_end);
    say("  pages with rights of their own:");
    say_image();
    return true;
}

} // namespace kernel
