// SPDX-License-Identifier: MIT
// The exception table: an instruction that is in it, and every other one.
#include "kernel/hw/fixups.hpp"

#include <array>
#include <gtest/gtest.h>

namespace {

constexpr std::array kTable{kernel::Fixup{VirtAddr{0x100}, VirtAddr{0x900}},
                            kernel::Fixup{VirtAddr{0x120}, VirtAddr{0x910}},
                            kernel::Fixup{VirtAddr{0x200}, VirtAddr{0x920}}};

TEST(FixupTable, EveryEntryIsFound)
{
    for (auto const& entry : kTable) EXPECT_EQ(kernel::fixup_for(kTable, entry.fault), entry.resume);
}

TEST(FixupTable, OnlyTheExactInstructionCounts)
{
    for (u32 const address : {0u, 0xFFu, 0x101u, 0x11Fu, 0x121u, 0x1FFu, 0x201u, ~0u})
        EXPECT_EQ(kernel::fixup_for(kTable, VirtAddr{address}), std::nullopt) << address;
    EXPECT_EQ(kernel::fixup_for({}, VirtAddr{0x100}), std::nullopt);
}

} // namespace
