// SPDX-License-Identifier: MIT
// The names of regions follow the design of windows: where no thread has one, none is named.
#include "mm/region.hpp"

#include <gtest/gtest.h>
#include <string_view>

namespace {

TEST(Regions, WindowOfAThreadIsOneOnlyWhereThreadsHaveWindows)
{
    VirtAddr const address = mm::layout::kThreadWindow.begin;
    mm::choose_windows(mm::WindowDesign::Cpu);
    EXPECT_EQ(mm::regions().size(), mm::kRegions.size() - 1);
    EXPECT_EQ(std::string_view{mm::region_name(address)}, "no region of the kernel, below all of them");
    mm::choose_windows(mm::WindowDesign::Thread);
    EXPECT_EQ(mm::regions().size(), mm::kRegions.size());
    EXPECT_EQ(std::string_view{mm::region_name(address)}, "the window of a thread");
    mm::choose_windows(mm::WindowDesign::Cpu);
}

} // namespace
