// SPDX-License-Identifier: MIT
// vmap() as its callers see it: bytes, gaps, flushes, misuse.
#include "mm/frame_allocator.hpp"
#include "mm/vmap.hpp"
#include "mm/vmap_area.hpp"
#include "tests/sim/mapping_machine.hpp"
#include "tests/support/random.hpp"

#include <thread>
#include <vector>

namespace {

using lib::ReportKind;

class Vmap : public sim::MappingMachine {};

TEST_F(Vmap, ShowsScatteredFramesSideBySide)
{
    auto frames = high_frames(3);
    std::swap(frames[0], frames[2]);
    VirtAddr const area = mm::vmap(frames).must();
    EXPECT_EQ(sim::at(area), 2);
    EXPECT_EQ(sim::at(area + kPageSize), 1);
    EXPECT_EQ(sim::at(area + 2 * kPageSize), 0);
}

TEST_F(Vmap, EveryCpuSeesAnArea)
{
    VirtAddr const area = mm::vmap(high_frames(1)).must();
    EXPECT_EQ(sim::on_cpu(1, [&] { return sim::at(area); }), 0);
}

TEST_F(Vmap, PagesBeforeAndBehindFault)
{
    VirtAddr const first = mm::vmap(high_frames(2)).must();
    VirtAddr const second = mm::vmap(high_frames(2)).must();
    for (VirtAddr const area : {first, second}) {
        EXPECT_TRUE(faults(area - 1));
        EXPECT_TRUE(faults(area + 2 * kPageSize));
    }
}

TEST_F(Vmap, AnAreaAcrossTwoTablesIsWhole)
{
    auto const frames = high_frames(700);
    VirtAddr const area = mm::vmap(frames).must();
    for (u32 page = 0; page < frames.size(); ++page)
        EXPECT_EQ(sim::at(area + page * kPageSize), static_cast<char>(page)) << page;
}

TEST_F(Vmap, ReadOnlyAreaRefusesWrites)
{
    VirtAddr const area = mm::vmap(high_frames(1), mm::Rights::Read).must();
    EXPECT_EQ(sim::at(area), 0);
    EXPECT_TRUE(sim::fault_of([&] { sim::store(area, std::byte{1}); }));
}

TEST_F(Vmap, UnmapIsLazy)
{
    VirtAddr const area = mm::vmap(high_frames(1)).must();
    (void)sim::at(area);
    mm::vunmap(area);
    EXPECT_TRUE(sim::shootdown_log().empty());
    mm::vm_unmap_aliases();
    EXPECT_EQ(sim::shootdown_log().size(), 1u);
    EXPECT_TRUE(faults(area));
}

TEST_F(Vmap, AddressesAreNotUsedAgainBeforeTheFlush)
{
    VirtAddr const area = mm::vmap(high_frames(4)).must();
    for (u32 round = 0; round < 50; ++round) {
        mm::vunmap(mm::vmap(high_frames(1)).must());
    }
    (void)sim::on_cpu(1, [&] { return sim::at(area); });
    mm::vunmap(area);
    for (u32 round = 0; round < 50; ++round) {
        VirtAddr const other = mm::vmap(high_frames(1)).must();
        EXPECT_TRUE(other < area || other >= area + 4 * kPageSize || !sim::shootdown_log().empty());
    }
}

// The whole life of areas on two CPUs: a read from a new area must never reach an old frame.
TEST_F(Vmap, NoCpuEverSeesAnOldFrame)
{
    auto const frames = high_frames(26);
    sim::Random random{2};
    for (u32 round = 0; round < 3 * mm::VmapArea::kLazyPages / 2; ++round) {
        u32 const frame = random.below(26);
        VirtAddr const area = mm::vmap({&frames[frame], 1}).must();
        for (u32 cpu = 0; cpu < 2; ++cpu) {
            ASSERT_EQ(sim::on_cpu(cpu, [&] { return sim::at(area); }), static_cast<char>(frame));
        }
        mm::vunmap(area);
    }
    EXPECT_GE(sim::shootdown_log().size(), 2u);
}

TEST_F(Vmap, ManyLazyUnmapsShareOneFlush)
{
    auto const frames = high_frames(1);
    for (u32 round = 0; round < mm::VmapArea::kLazyPages; ++round) mm::vunmap(mm::vmap(frames).must());
    EXPECT_EQ(sim::shootdown_log().size(), 1u);
}

TEST_F(Vmap, OneFlushIsForAllThatWait)
{
    VirtAddr const areas[]{mm::vmap(high_frames(2)).must(), mm::vmap(high_frames(3)).must()};
    VirtAddr const first = std::min(areas[0], areas[1]), last = std::max(areas[0], areas[1]);
    u32 const pages_of_last = last == areas[1] ? 3 : 2;
    for (VirtAddr const area : areas) (void)sim::on_cpu(1, [&] { return sim::at(area); });
    for (VirtAddr const area : areas) mm::vunmap(area);
    mm::vm_unmap_aliases();
    for (VirtAddr const area : areas) EXPECT_TRUE(sim::on_cpu(1, [&] { return faults(area); }));
    ASSERT_EQ(sim::shootdown_log().size(), 1u);
    EXPECT_EQ(sim::shootdown_log()[0].pages, (VirtRange{first, last + pages_of_last * kPageSize}));
}

TEST_F(Vmap, AFullAreaIsFlushedBeforeItIsRefused)
{
    auto const frames = high_frames(1);
    std::vector<mm::Frame> const many(mm::layout::kVmapArea.pages() / 2, frames[0]);
    mm::vunmap(mm::vmap(many).must());
    EXPECT_TRUE(mm::vmap(many));
    EXPECT_EQ(mm::vmap(many).error(), mm::VmapError::NoAddresses);
}

TEST_F(Vmap, AFewPagesThatWaitForAFlushAreFlushedBeforeAnybodyIsRefused)
{
    auto const frames = high_frames(1);
    for (u32 pages = mm::layout::kVmapArea.pages() / 2; pages != 0; pages /= 2) {
        std::vector<mm::Frame> const many(pages, frames[0]);
        while (mm::vmap(many)) {
        }
    }
    // The area is full now but for what is too small for a page and its gap.
    VirtAddr const last = mm::layout::kVmapArea.begin + kPageSize;
    mm::vunmap(last);
    EXPECT_TRUE(mm::vmap(frames));
}

TEST_F(Vmap, EagerUnmapKeepsItsAddressesUntilTheFlush)
{
    auto const frames = high_frames(2);
    VirtAddr const area = mm::vmap(frames).must();
    VirtAddr meanwhile;
    {
        sim::LookAtShootdowns const look{[&] { meanwhile = mm::vmap(frames).must(); }};
        mm::vunmap_eager(area);
    }
    EXPECT_NE(meanwhile, area);
    EXPECT_EQ(mm::vmap(frames).must(), area) << "afterwards they are free";
}

TEST_F(Vmap, EagerUnmapIsGoneFromEveryCpu)
{
    VirtAddr const area = mm::vmap(high_frames(2)).must();
    for (u32 cpu = 0; cpu < 2; ++cpu) (void)sim::on_cpu(cpu, [&] { return sim::at(area); });
    mm::vunmap_eager(area);
    for (u32 cpu = 0; cpu < 2; ++cpu) EXPECT_TRUE(sim::on_cpu(cpu, [&] { return faults(area); }));
    ASSERT_EQ(sim::shootdown_log().size(), 1u);
    EXPECT_EQ(sim::shootdown_log()[0].pages, (VirtRange{area, area + 2 * kPageSize}));
}

TEST_F(Vmap, SecondUnmapStops)
{
    VirtAddr const area = mm::vmap(high_frames(1)).must();
    mm::vunmap(area);
    EXPECT_STOP_SAYING(ReportKind::DoubleUnmap, "unmapped already", mm::vunmap(area));
}

TEST_F(Vmap, UnmapOfAnythingElseStops)
{
    VirtAddr const area = mm::vmap(high_frames(3)).must();
    for (VirtAddr const wrong : {area + kPageSize, area + 16, area - kPageSize, mm::layout::kVmapArea.begin,
                                 mm::layout::kVmapArea.begin + kPageSize, VirtAddr{0xC010'0000}, VirtAddr{}})
        EXPECT_STOP(ReportKind::NotASlot, mm::vunmap(wrong));
    mm::vunmap(area);
}

TEST_F(Vmap, RamIsNoDevice)
{
    Pfn const ram = high_frames(1)[0].pfn();
    EXPECT_STOP_SAYING(ReportKind::CacheAlias, "RAM", mm::vmap_device({ram, ram + 1}));
    EXPECT_STOP(ReportKind::CacheAlias, mm::vmap_device({Pfn{0xF'FFFF}, Pfn{0x10'0001}}));
    EXPECT_TRUE(mm::vmap_device({Pfn{0xF'D000}, Pfn{0xF'D100}}));
}

TEST_F(Vmap, DeviceLiesInOneStretch)
{
    VirtAddr const device = mm::vmap_device({Pfn{0xF'D000}, Pfn{0xF'D003}}).must();
    for (u32 page = 0; page < 3; ++page) {
        mm::Pte const entry = mm::walk(mm::kernel_space().root, device + page * kPageSize).table;
        EXPECT_EQ(entry.pfn(), Pfn{0xF'D000} + page);
    }
}

TEST_F(Vmap, NeedsToBeAllowedToSleep)
{
    auto const frames = high_frames(1);
    mm::preempt_disable();
    EXPECT_STOP_SAYING(ReportKind::SleepInAtomic, "may sleep", mm::vmap(frames));
    mm::preempt_enable();
}

TEST_F(Vmap, ThreadsOnAllCpusTakeAndGiveAtOnce)
{
    auto const frames = high_frames(8);
    u32 const unused = mm::vmap_area().pages_unused();
    std::vector<std::thread> threads;
    for (u32 cpu = 0; cpu < 4; ++cpu) {
        threads.emplace_back([&frames, cpu] {
            sim::OnCpu const here{cpu};
            sim::Random random{cpu};
            for (u32 round = 0; round < 500; ++round) {
                auto const area = mm::vmap(std::span{frames}.first(1 + random.below(8)));
                ASSERT_TRUE(area);
                random.one_in(4) ? mm::vunmap_eager(*area) : mm::vunmap(*area);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    mm::vm_unmap_aliases();
    EXPECT_EQ(mm::vmap_area().pages_unused(), unused);
}

} // namespace
