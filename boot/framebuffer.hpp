// SPDX-License-Identifier: MIT
// A framebuffer as boot loaders describe it, in both versions of multiboot, and what can be used of it.
#pragma once

#include "boot/physical_reader.hpp"
#include "kernel/start/boot_info.hpp"

namespace boot {

/// What stands at `at`: address, pitch, width, height, bits, kind, then where the colours are.
///
///   | address, 64 bits | pitch | width | height | bits, 8 | kind, 8 |   at `colours`: shift and bits of
///                                                                      red, green, blue, a byte each
///
/// Nothing if any of it lies outside of `memory`.
struct FramebufferClaim {
    u64 address = 0;
    u32 pitch = 0, width = 0, height = 0, bits = 0, kind = 0;
    kernel::ColourField red, green, blue;
};
[[nodiscard]] std::optional<FramebufferClaim> read_framebuffer(PhysicalReader const& memory, u64 at,
                                                               u64 colours);

/// Is it a screen of letters, which the VGA shows?
[[nodiscard]] bool is_text(FramebufferClaim const& claim);

/// Why it cannot be used: the end of a sentence that begins with the framebuffer. Empty: it can be used.
[[nodiscard]] lib::Text<96> why_unusable(FramebufferClaim const& claim);

/// The same in our types. Precondition: nothing speaks against it.
[[nodiscard]] kernel::Framebuffer as_framebuffer(FramebufferClaim const& claim);

/// Does it lie where, according to the map, there is RAM for everybody to use?
[[nodiscard]] bool in_usable_memory(kernel::Framebuffer const& screen, kernel::BootInfo const& info);

} // namespace boot
