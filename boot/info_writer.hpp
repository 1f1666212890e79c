// SPDX-License-Identifier: MIT
// From what a boot loader says, in whichever version of multiboot, to BootInfo: checked, bounded, and with a
// remark where something is not believed.
#pragma once

#include "boot/framebuffer.hpp"
#include "kernel/start/boot_info.hpp"
#include "lib/format.hpp"

namespace boot {

class InfoWriter {
public:
    explicit InfoWriter(kernel::BootInfo& result) : result_{result} {}

    /// A sentence about what was wrong.
    template <class... Values>
    void remark(lib::FormatString<std::type_identity_t<Values>...> format, Values const&... values)
    {
        result_.remarks.append("boot loader: ");
        lib::print<Values...>(result_.remarks, format, values...);
        result_.remarks.append("\n");
    }

    void loader_name(std::string_view name);
    /// With the kernel's path in front or without it.
    void command_line(std::string_view line);
    /// A line of the memory map.
    void memory(mm::FirmwareRange const& range);
    /// KiB from address 0 and from 1 MiB. boot/weigh_memory.cpp decides whether they are of any use.
    void memory_sizes(u32 lower_kib, u32 upper_kib);
    /// A module's first byte and the one behind its last. False: the list is full. An empty module need not
    /// be kept.
    bool module(u32 begin, u32 end);
    void framebuffer(FramebufferClaim const& claim);
    void rsdp(std::span<std::byte const> copy);
    /// Behind everything else: what can be said only now.
    void finish();

private:
    kernel::BootInfo& result_;
    u32 lines_dropped_ = 0; // of the memory map
};

} // namespace boot
