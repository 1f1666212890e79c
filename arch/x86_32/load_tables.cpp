// SPDX-License-Identifier: MIT
// Changing over to the final page tables. The screen, which is not RAM, changes its address with them.
#include "arch/x86_32/cpu/gdt.hpp"
#include "arch/x86_32/cpu/instructions.hpp"
#include "arch/x86_32/device/framebuffer.hpp"
#include "arch/x86_32/device/screen.hpp"
#include "arch/x86_32/device/vga_text.hpp"
#include "lib/check.hpp"
#include "lib/processor.hpp"
#include "mm/fixmap.hpp"
#include "mm/machine.hpp"

namespace hw {

void load_page_tables(PhysAddr root) noexcept
{
    CHECK(root.raw() % 32 == 0 && root.raw() < 4_GiB);
    if (cpu_index() == 0) arch::screen_console().hide(); // not RAM, so the direct map will not show it
    arch::write_cr3(static_cast<u32>(root.raw()));
    arch::adopt_page_tables();
    if (cpu_index() != 0 || arch::uses_framebuffer())
        return; // show_screen() comes once there is room for its pixels
    arch::vga_text().use(mm::fixmap_map(mm::Fixmap::VgaText, arch::kVgaTextFrame));
    arch::screen_console().show_through(arch::vga_text(), arch::kVgaTextRows);
}

} // namespace hw
