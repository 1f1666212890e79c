// SPDX-License-Identifier: MIT
// Which addresses of the direct map an unmap accepts.
#include "mm/kmap_atomic.hpp"
#include "mm/local_compound.hpp"
#include "tests/sim/booted_machine.hpp"

namespace {

using lib::ReportKind;

class DirectUnmapByDefault : public sim::BootedMachine {
protected:
    static VirtAddr address_of(mm::Frame frame) { return mm::lowmem_address(frame.pfn().base()); }
    static void expect_refused(VirtAddr address)
    {
        EXPECT_STOP_SAYING(ReportKind::NotASlot, "which no mapping call returned", mm::kunmap_local(address));
        EXPECT_STOP(ReportKind::NotASlot, mm::kunmap_local_compound(address));
        mm::preempt_disable();
        mm::pagefault_disable();
        EXPECT_STOP(ReportKind::NotASlot, mm::kunmap_atomic(address));
        mm::pagefault_enable();
        mm::preempt_enable();
    }
};

class DirectUnmap : public DirectUnmapByDefault {
protected:
    DirectUnmap() { mm::set_kmap_debug({.track = true}); } // any word with which local calls are watched
    ~DirectUnmap() override { mm::set_kmap_debug({}); }
};

TEST_F(DirectUnmap, AnyAddressInAnAllocatedFrameWillDo)
{
    mm::Frame const frame = low_frame('l');
    VirtAddr const page = mm::kmap_local_page(frame);
    mm::kunmap_local(page);
    mm::kunmap_local(page + 4095);
    mm::kunmap_atomic(mm::kmap_atomic(frame) + 1);
}

TEST_F(DirectUnmap, EveryFrameOfABlockWillDo)
{
    mm::Frame const block = mm::frames().alloc_frames(3, mm::ZoneChoice::LowOnly).value();
    for (u32 frame = 0; frame < 8; ++frame) mm::kunmap_local(mm::kmap_local_page(block + frame));
    mm::kunmap_local_compound(mm::kmap_local_compound(block, 3).address);
    mm::frames().free_frames(block, 3);
    for (u32 frame = 0; frame < 8; ++frame) expect_refused(address_of(block + frame));
}

TEST_F(DirectUnmap, ImageAndPageTablesAreRefused)
{
    expect_refused(sim::image_layout().text.begin);
    expect_refused(mm::lowmem_address(mm::kernel_space().root));
    expect_refused(mm::layout::kKernelBase); // page 0: no RAM that anybody can have
}

TEST_F(DirectUnmap, EndOfTheDirectMapIsRefused)
{
    VirtAddr const end = mm::lowmem_address(mm::kernel_space().lowmem_end.base());
    EXPECT_STOP(ReportKind::NotASlot, mm::kunmap_local(end));
    EXPECT_STOP(ReportKind::NotASlot, mm::kunmap_local(mm::layout::kKernelBase - 1));
}

TEST_F(DirectUnmapByDefault, ImageAndBiosAreRefused)
{
    expect_refused(sim::image_layout().text.begin);
    expect_refused(sim::image_layout().data.end - 1);
    expect_refused(mm::layout::kVideoMemory);
    expect_refused(mm::layout::kKernelBase + 0xF'FFFF);
}

TEST_F(DirectUnmapByDefault, EveryFrameThatCanBeAllocatedWillDo)
{
    u32 below_the_image = 0;
    while (auto const frame = mm::frames().alloc_frames(0, mm::ZoneChoice::LowOnly)) {
        mm::kunmap_local(mm::kmap_local_page(*frame) + 4095);
        below_the_image += frame->pfn().base() < PhysAddr{1_MiB};
    }
    EXPECT_GT(below_the_image, 0u);
}

TEST_F(DirectUnmapByDefault, SlotsGoOnAsBefore)
{
    VirtAddr const slot = mm::kmap_local_page(high_frame('h'));
    expect_refused(sim::image_layout().text.begin);
    mm::kunmap_local(mm::kmap_local_page(low_frame('l')));
    mm::kunmap_local(slot);
}

} // namespace
