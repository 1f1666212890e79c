// SPDX-License-Identifier: MIT
// A simulated PC that has gone through memory management's part of the boot: 6 GiB, the final tables loaded
// on every CPU, all frames in the allocator, one thread on each of four CPUs.
#pragma once

#include "mm/boot_frames.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kernel_space.hpp"
#include "mm/machine.hpp"
#include "mm/protection.hpp"
#include "mm/window_design.hpp"
#include "tests/sim/context.hpp"
#include "tests/sim/machine.hpp"
#include "tests/sim/stop.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// The kernel's image as these tests see it: 1 MiB to 2.5 MiB, three guards in its data.
[[nodiscard]] mm::ImageLayout image_layout();

/// What QEMU's firmware says for this much RAM: below 640 KiB, 1 MiB to at most 3 GiB, the rest from 4 GiB.
[[nodiscard]] std::vector<mm::FirmwareRange> pc_memory(u64 bytes);
/// The kernel's image, as the boot reserves it.
[[nodiscard]] std::vector<mm::ReservedRange> kernel_in_use();

/// What the environment's DORMER_WINDOW says, "thread" or "cpu"; window=cpu if it says nothing. So all tests
/// run in both designs.
[[nodiscard]] mm::WindowDesign usual_windows();

/// What a report says about the running thread's slots, written for window=cpu and CPU 0: with window=thread
/// they are not that CPU's but the thread's.
[[nodiscard]] std::string here(std::string_view words);

/// For a test of what only windows of CPUs have.
#define ONLY_WINDOWS_OF_CPUS()                                                                               \
    if (mm::windows_of_threads()) GTEST_SKIP() << "windows belong to threads"

struct BootOptions {
    u64 memory = 6_GiB;
    u64 lowmem = 0;
    u32 cpus = 4;
    CpuModel model = {};
    bool pge = true;
    bool walk_ahead = true; ///< every CPU's walker comes by itself
    mm::WindowDesign windows = usual_windows();
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
