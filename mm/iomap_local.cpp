// SPDX-License-Identifier: MIT
#include "mm/iomap_local.hpp"

#include "lib/check.hpp"
#include "lib/format.hpp"
#include "lib/report.hpp"
#include "mm/ram_ranges.hpp"

namespace mm {

namespace {

[[noreturn, gnu::cold]] void stop_device_is_ram(char const* name, FrameRange frames)
{
    lib::Report report;
    report.kind = lib::ReportKind::CacheAlias;
    lib::print(report.headline, "frames {} to {} were asked for as the device '{}', but some of them are RAM",
               frames.begin, frames.end - 1, name);
    lib::stop(report);
}

} // namespace

void refuse_ram(char const* name, FrameRange frames)
{
    if (is_ram(frames)) stop_device_is_ram(name, frames);
}

IoMapping::IoMapping(char const* name, PhysAddr begin, u64 bytes, Cache cache)
    : name_{name}, begin_{begin}, bytes_{bytes}, flags_{page_entry(Pfn{}, {Rights::Write, cache})}
{
    CHECK(bytes > 0 && begin.raw() + bytes > begin.raw() && Pfn::exists(begin + (bytes - 1)));
    refuse_ram(name, {Pfn::of(begin), Pfn::of(begin + (bytes - 1)) + 1});
}

void stop_out_of_bounds(IoMapping const& device, u64 offset, u32 bytes)
{
    lib::Report report;
    report.kind = lib::ReportKind::OutOfBounds;
    lib::print(report.headline, "iomap_local of {} bytes at offset {} of '{}': ", bytes, offset,
               device.name());
    if (offset > device.bytes() || bytes > device.bytes() - offset) {
        lib::print(report.headline, "it has {} bytes", device.bytes());
    } else {
        lib::print(report.headline, "they do not lie in one page, and one page is mapped");
    }
    lib::stop(report);
}

} // namespace mm
