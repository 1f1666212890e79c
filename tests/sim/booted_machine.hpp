// SPDX-License-Identifier: MIT
// A simulated PC that has gone through memory management's part of the boot: 6 GiB, the final tables loaded
// on every CPU, all frames in the allocator, one thread on each of four CPUs.
#pragma once

#include "mm/boot_frames.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"
#include "mm/protection.hpp"
#include "tests/sim/context.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/stop.hpp"

#include <array>
#include <vector>

namespace sim {

/// The kernel's image as these tests see it: 1 MiB to 2.5 MiB, three guards in its data.
[[nodiscard]] mm::ImageLayout image_layout();

/// What QEMU's firmware says for this much RAM: below 640 KiB, 1 MiB to at most 3 GiB, the rest from 4 GiB.
[[nodiscard]] std::vector<mm::FirmwareRange> pc_memory(u64 bytes);
/// The kernel's image, as the boot reserves it.
[[nodiscard]] std::vector<mm::ReservedRange> kernel_in_use();

struct BootOptions {
    u64 memory = 6_GiB;
    u64 lowmem = 0;
    u32 cpus = 4;
    CpuModel model = {};
    bool pge = true;
    bool walk_ahead = true; ///< every CPU's walker comes by itself
};

class BootedMachine : public testing::Test {
protected:
    explicit BootedMachine(BootOptions const& options = {}) { boot(options); }

    /// Starts all over again.
    void boot(BootOptions const& options);

    /// A frame from high memory, full of `value`.
    static mm::Frame high_frame(char value);
    static mm::Frame low_frame(char value);
    /// The first byte of a frame, however it is mapped.
    static char content(mm::Frame frame) { return static_cast<char>(*ram(frame.pfn().base())); }

    mm::LowmemPlan plan;
    std::vector<FrameRange> ram_pieces; ///< of the memory map
};

/// The byte at an address, as the current CPU reads it.
[[nodiscard]] inline char at(VirtAddr address) { return static_cast<char>(load(address)); }

} // namespace sim
