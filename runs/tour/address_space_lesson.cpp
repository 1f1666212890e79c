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

void say_extent()
{
    char const* const rights = mm::entry_features().nx_high != 0
                                   ? "No page is both writable and executable."
                                   : "This CPU has no NX, so data could be executed.";
    if (mm::windows_of_threads()) {
        say("  Everything that the kernel maps lies in the last GiB of 4, but for the window of");
        say("  the thread that runs. Nothing else is mapped. {}\n", rights);
    } else {
        say("  Everything that the kernel maps lies in the last GiB of 4. Below it, page 0");
        say("  included, nothing is mapped. {}\n", rights);
    }
}

LessonEnd show_address_space()
{
    say_extent();
    for (mm::Region const& region : mm::regions()) say_range(region.range, region.name);
    say("\n  The fixmap is a range of pages whose use is fixed when the kernel is built,");
    say("  one for each device. A slot is a page that shows one frame at a time, for as");
    say("  long as somebody needs it: the windows of this tour are slots.");
    VirtAddr const lowmem_end = mm::lowmem_address(mm::kernel_space().lowmem_end.base());
    say("\n  The direct map is in use up to {}. The kernel's image lies in it, in", lowmem_end);
    say("  pages with rights of their own:");
    say_image();
    return LessonEnd::Shown;
}

} // namespace

constinit Lesson const g_address_space_lesson{
    .title = "the kernel's address space",
    .file = "runs/tour/address_space_lesson.cpp",
    .question = "Where does everything lie, and what may be done there?",
    .show = show_address_space,
    .shown = "one table has the whole of it, and nothing but a named range is ever mapped.",
    .to_type = "map",
    .to_observe = "prints it as the page tables have it now; pte 0xc0100000 walks to one address.",
};

} // namespace kernel
