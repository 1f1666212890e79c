// SPDX-License-Identifier: MIT
// From the boot loader to the kernel. The first C++ that runs: early paging is on, and nothing else.
#include "arch/x86_32/cpu/image.hpp"
#include "arch/x86_32/cpu/paging.hpp"
#include "arch/x86_32/device/cmos_memory.hpp"
#include "arch/x86_32/start.hpp"
#include "boot/multiboot.hpp"
#include "boot/weigh_memory.hpp"
#include "kernel/log/console.hpp"
#include "kernel/log/log.hpp"
#include "kernel/log/outcome.hpp"
#include "kernel/log/stage.hpp"
#include "kernel/main.hpp"
#include "lib/check.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"

namespace boot {
namespace {

constinit kernel::BootInfo g_info;

std::span<std::byte const> early_memory() { return {hw::lowmem(PhysAddr{0ull}), arch::kEarlyMapBytes}; }

void keep_kernel(kernel::BootInfo& info)
{
    VirtRange const image = arch::image_range();
    u32 const base = mm::layout::kKernelBase.raw();
    CHECK(info.reserved_count < info.reserved.size());
    info.reserved[info.reserved_count++] = {PhysAddr{u64{image.begin.raw() - base}},
                                            PhysAddr{u64{image.end.raw() - base}}, "the kernel"};
}

void refuse_small_machine(kernel::BootInfo const& info)
{
    if (usable_bytes(info) >= kLeastMemory) return;
    kernel::say("This machine has {} KiB of usable memory; Dormer needs a machine with 8 MiB or more.",
                usable_bytes(info) >> 10);
    kernel::end(hw::Outcome::Refused, "memory");
}

extern "C" [[noreturn]] void boot_main(u32 multiboot_info);
void boot_main(u32 multiboot_info)
{
    arch::start();
    keep_kernel(g_info);
    read_multiboot(multiboot_info, early_memory(), g_info);
    weigh_memory(g_info, arch::cmos_memory());
    kernel::reach(kernel::Stage::Firmware);
    kernel::console_write_except("vga", "\n"); // the letters end here
    kernel::console_write_on("vga",
                             "\b\b  \b\b"); // those that came on the screen, of which the loader's are gone
    kernel::console_write(g_info.remarks.view());
    refuse_small_machine(g_info);
    kernel::main(g_info);
}

} // namespace
} // namespace boot
