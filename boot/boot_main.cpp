// SPDX-License-Identifier: MIT
// From the boot loader to the kernel. The first C++ that runs: early paging is on, and nothing else.
#include "arch/x86_32/cpu/early_map.hpp"
#include "arch/x86_32/cpu/image.hpp"
#include "arch/x86_32/cpu/paging.hpp"
#include "arch/x86_32/device/cmos_memory.hpp"
#include "arch/x86_32/start.hpp"
#include "boot/multiboot.hpp"
#include "boot/multiboot2.hpp"
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

// One piece of memory, anywhere below 4 GiB: UEFI's boot loaders take what is free.
std::span<std::byte const> show(arch::EarlyView view, u32 address, u32 bytes)
{
    return {hw::at(arch::show_early(view, PhysAddr{u64{address}}, bytes, mm::Cache::WriteBack)), bytes};
}

// Version 1 has pointers, and a loader may have put what they point at wherever there was room.
std::span<std::byte const> low_memory()
{
    show(arch::EarlyView::LowMemory, arch::kEarlyMapBytes, arch::kEarlyLowBytes - arch::kEarlyMapBytes);
    return {hw::lowmem(PhysAddr{0ull}), arch::kEarlyLowBytes};
}

void read_tags(u32 multiboot_info)
{
    u32 const bytes = multiboot2_bytes(show(arch::EarlyView::LoaderHead, multiboot_info, 8).first<8>());
    read_multiboot_tags(bytes == 0 ? std::span<std::byte const>{}
                                   : show(arch::EarlyView::LoaderInfo, multiboot_info, bytes),
                        g_info);
}

extern "C" [[noreturn]] void boot_main(u32 multiboot_info, u32 loader_magic);
void boot_main(u32 multiboot_info, u32 loader_magic)
{
    arch::start();
    keep_kernel(g_info);
    if (loader_magic == kLoaderMagic2)
        read_tags(multiboot_info);
    else
        read_multiboot(multiboot_info, low_memory(), g_info);
    weigh_memory(g_info, arch::cmos_memory());
    kernel::reach(kernel::Stage::Firmware);
    // The letters of the stages end here; on the screen the two that C++ has written are taken away.
    kernel::console_write_except("vga", "\n");
    kernel::console_write_on("vga", "\b\b  \b\b");
    arch::take_over(g_info);
    kernel::console_write(g_info.remarks.view());
    refuse_small_machine(g_info);
    kernel::main(g_info);
}

} // namespace
} // namespace boot
