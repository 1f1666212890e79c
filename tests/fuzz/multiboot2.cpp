// SPDX-License-Identifier: MIT
// The tags of a multiboot 2 loader, decided by the fuzzer: whatever they say, nothing outside of them is
// read, and a framebuffer that comes out of them can be painted.
#include "boot/multiboot.hpp"
#include "lib/check.hpp"

#include <vector>

namespace {

void check_framebuffer(kernel::Framebuffer const& screen)
{
    CHECK(screen.bits == 16 || screen.bits == 24 || screen.bits == 32);
    CHECK(screen.width >= 640 && screen.height >= 400);
    CHECK(screen.pitch >= screen.width * screen.pixel_bytes());
    CHECK(u64{screen.pitch} * screen.height <= 64_MiB);
    for (kernel::ColourField const colour : {screen.red, screen.green, screen.blue})
        CHECK(colour.bits >= 1 && colour.bits <= 8 && colour.shift + u32{colour.bits} <= screen.bits);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(u8 const* data, std::size_t size)
{
    auto const bytes = std::as_bytes(std::span{data, size});
    std::vector<std::byte> const structure{bytes.begin(), bytes.end()}; // reading past its end is noticed
    static kernel::BootInfo info;
    info = {};
    boot::read_multiboot_tags(structure, info);
    CHECK(info.rsdp.bytes <= info.rsdp.data.size());
    CHECK(info.memory_count <= info.memory.size() && info.reserved_count <= info.reserved.size());
    if (info.framebuffer) check_framebuffer(*info.framebuffer);
    return 0;
}
