// SPDX-License-Identifier: MIT
// iomap_local: a device's bytes, and nothing else.
#include "mm/iomap_local.hpp"
#include "mm/page_table.hpp"
#include "tests/sim/mapping_machine.hpp"

namespace {

using lib::ReportKind;
using mm::Cache;

constexpr PhysAddr kVga{0xB'8000ull};
constexpr u64 kVgaBytes = 0x8000;

class IomapLocal : public sim::MappingMachine {
protected:
    mm::IoMapping vga{"VGA text", kVga, kVgaBytes, Cache::WriteCombining};
};

TEST_F(IomapLocal, ShowsTheBytesAtAnOffset)
{
    *sim::ram(kVga + 0x1234) = std::byte{'v'};
    mm::IoLocalMap map{vga, 0x1234, 2};
    EXPECT_EQ(sim::at(map.address()), 'v');
    EXPECT_EQ(map.bytes().size(), 2u);
    EXPECT_EQ(std::byte{map.bytes()[0]}, std::byte{'v'});
}

TEST_F(IomapLocal, IsWriteCombining)
{
    mm::IoLocalMap const map{vga, 0, 1};
    auto const entry = mm::walk(hw::page_table_root(), map.address()).table;
    EXPECT_EQ(entry, mm::page_entry(Pfn::of(kVga), {mm::Rights::Write, Cache::WriteCombining}));
    EXPECT_NE(entry.low() & (mm::Pte::kPwt | mm::Pte::kPcd), 0u);
}

TEST_F(IomapLocal, NestsWithKmapLocalInOneOrder)
{
    VirtAddr const page = mm::kmap_local_page(high_frame('p'));
    VirtAddr const device = mm::iomap_local(vga, 0, 1);
    EXPECT_STOP(ReportKind::OutOfOrder, mm::kunmap_local(page));
    mm::iounmap_local(device);
    mm::kunmap_local(page);
}

TEST_F(IomapLocal, LastByteIsThere)
{
    mm::IoLocalMap const map{vga, kVgaBytes - 1, 1};
    EXPECT_EQ(map.address().page_offset(), kPageSize - 1);
}

TEST_F(IomapLocal, LengthBeyondTheDeviceStops)
{
    EXPECT_STOP_SAYING(ReportKind::OutOfBounds, "it has 32768 bytes", mm::iomap_local(vga, kVgaBytes - 1, 2));
    EXPECT_STOP(ReportKind::OutOfBounds, mm::iomap_local(vga, kVgaBytes, 1));
    EXPECT_STOP(ReportKind::OutOfBounds, mm::iomap_local(vga, ~u64{0}, 2));
    EXPECT_STOP(ReportKind::OutOfBounds, mm::iomap_local(vga, 0, ~0u));
    EXPECT_EQ(mm::local_mark(), 0u) << "nothing was mapped";
}

TEST_F(IomapLocal, BytesInTwoPagesStop)
{
    EXPECT_STOP_SAYING(ReportKind::OutOfBounds, "one page", mm::iomap_local(vga, kPageSize - 1, 2));
}

TEST_F(IomapLocal, DeviceBeyondAllFrameNumbersStops)
{
    u64 const end = u64{1} << 44;
    EXPECT_STOP(ReportKind::CheckFailed,
                (mm::IoMapping{"far", PhysAddr{end - kPageSize}, 2 * kPageSize, Cache::Uncached}));
    EXPECT_STOP(ReportKind::CheckFailed,
                (mm::IoMapping{"round", PhysAddr{end}, ~u64{0} - end, Cache::Uncached}));
    mm::IoMapping const last{"last", PhysAddr{end - kPageSize}, kPageSize, Cache::Uncached};
    EXPECT_EQ(last.bytes(), kPageSize);
}

TEST_F(IomapLocal, RamIsNoDevice)
{
    PhysAddr const ram = high_frame('r').pfn().base();
    EXPECT_STOP_SAYING(ReportKind::CacheAlias, "RAM", (mm::IoMapping{"bad", ram, 1, Cache::Uncached}));
    EXPECT_STOP(ReportKind::CacheAlias,
                (mm::IoMapping{"half", PhysAddr{0xFFFF'FFFFull}, 2, Cache::Uncached}));
    EXPECT_STOP(ReportKind::CacheAlias, mm::iomap_local_pfn(Pfn::of(ram)));
    mm::iounmap_local(mm::iomap_local_pfn(Pfn{0xF'EE00}));
}

} // namespace
