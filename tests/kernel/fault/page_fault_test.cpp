// SPDX-License-Identifier: MIT
// Double faults: whose stack had run out, or nobody's.
#include "kernel/fault/page_fault.hpp"
#include "kernel/thread/thread.hpp"

#include <gmock/gmock.h>

mm::ImageLayout hw::image_layout() noexcept { return {}; } // nothing here is about the image

namespace {

using testing::HasSubstr;

constexpr VirtAddr kBootStack{0xC020'1000}, kThreadStack{0xE820'1000};
constexpr hw::ImageStack kImageStacks[] = {{{kBootStack, kBootStack + 0x8000}, "the boot thread"}};

// Never looked at: only where it lies matters.
std::span<std::byte> stack_at(VirtAddr begin)
{
    return {reinterpret_cast<std::byte*>(static_cast<std::uintptr_t>(begin.raw())), 0x4000};
}

std::optional<lib::Report> double_fault_at(VirtAddr address, VirtAddr stack_of_worker = kThreadStack)
{
    kernel::Thread worker{"worker", {}, 0, {}, stack_at(stack_of_worker)};
    kernel::TrapFrame frame{};
    frame.cr2 = address.raw();
    frame.vector = kernel::vector::kDoubleFault;
    return kernel::explain_double_fault(frame, kImageStacks, worker);
}

std::string headline(std::optional<lib::Report> const& report)
{
    if (!report) return "none";
    EXPECT_EQ(report->kind, lib::ReportKind::StackOverflow);
    return std::string{report->headline.view()};
}

TEST(DoubleFault, InTheGuardOfTheThreadsStackNamesTheThread)
{
    EXPECT_EQ(headline(double_fault_at(kThreadStack - 4)),
              "thread 'worker' overflowed its stack of 16 KiB: write to 0xe8200ffc, 4 bytes below its end");
}

TEST(DoubleFault, TheWholeGuardCounts)
{
    EXPECT_THAT(headline(double_fault_at(kThreadStack - kPageSize)), HasSubstr("4096 bytes below its end"));
    EXPECT_FALSE(double_fault_at(kThreadStack - kPageSize - 1));
    EXPECT_FALSE(double_fault_at(kThreadStack));
}

TEST(DoubleFault, InTheGuardOfAStackOfTheImageNamesItsOwner)
{
    EXPECT_THAT(headline(double_fault_at(kBootStack - 8)),
                HasSubstr("the boot thread overflowed its stack of 32 KiB"));
}

// CR2 is a leftover then: another thread's overflow is not this one's.
TEST(DoubleFault, InAnotherThreadsGuardIsNoOverflow)
{
    EXPECT_FALSE(double_fault_at(kThreadStack - 4, kThreadStack + 0x5000));
}

// Its span is empty, and so below the guard that would end at address 0.
TEST(DoubleFault, AThreadOnAStackOfTheImageHasNoGuardOfItsOwn)
{
    kernel::Thread const boot{"boot"};
    kernel::TrapFrame frame{};
    frame.cr2 = 0xFFFF'FFF0;
    EXPECT_FALSE(kernel::explain_double_fault(frame, kImageStacks, boot));
}

} // namespace
