// SPDX-License-Identifier: MIT
#include "arch/x86_32/device/framebuffer.hpp"

#include "arch/x86_32/cpu/early_map.hpp"
#include "arch/x86_32/decode/pixel_painter.hpp"
#include "arch/x86_32/device/screen.hpp"
#include "arch/x86_32/device/vga_palette.hpp"
#include "kernel/hw/consoles.hpp"
#include "kernel/hw/cpu_info.hpp"
#include "kernel/log/log.hpp"
#include "mm/machine.hpp"
#include "mm/vmap.hpp"

namespace arch {

extern Font const g_font; // made by tools/font.py

namespace {

constinit kernel::Framebuffer g_framebuffer; // width 0: there is none
constinit PixelPainter g_pixels{g_font};

void show_at(VirtAddr memory)
{
    g_pixels.use(g_framebuffer, hw::at(memory));
    g_pixels.clear();
    screen_console().show_through(g_pixels, g_pixels.rows());
}

} // namespace

bool uses_framebuffer() { return g_framebuffer.width != 0; }

void show_on_framebuffer(kernel::Framebuffer const& framebuffer)
{
    u64 const end = framebuffer.base.raw() + framebuffer.bytes();
    if (end > u64{1} << hw::cpu_info().phys_bits)
        return kernel::warn("the framebuffer at {} is beyond what the CPU can address; the screen stays dark",
                            framebuffer.base);
    if (framebuffer.indexed() && !set_text_palette())
        return kernel::warn(
            "the framebuffer has a table of colours that does not answer as a VGA's; the screen "
            "stays dark");
    g_framebuffer = framebuffer;
    show_at(show_early(EarlyView::Screen, framebuffer.base, framebuffer.bytes(), mm::Cache::Uncached));
}

} // namespace arch

namespace hw {

void show_screen()
{
    using namespace arch;
    if (!uses_framebuffer()) return;
    PhysAddr const base = g_framebuffer.base, end = base + g_framebuffer.bytes();
    auto const pages = mm::vmap_device({Pfn::of(base), Pfn::of(end + kPageSize - 1)},
                                       {mm::Rights::Write, mm::Cache::WriteCombining});
    if (!pages) return kernel::warn("no room to map the framebuffer; the screen stays dark");
    show_at(*pages + base.page_offset());
    kernel::info("screen: {} by {} pixels of {} bits at {}, {} rows of text", g_framebuffer.width,
                 g_framebuffer.height, g_framebuffer.bits, base, g_pixels.rows());
}

} // namespace hw
