// SPDX-License-Identifier: MIT
#include "runs/memtest/panel.hpp"

#include "lib/format.hpp"
#include "runs/memtest/progress.hpp"

#include <algorithm>

namespace kernel::memtest {

namespace {

constexpr std::size_t kAddressesARow = 4;
constexpr u32 kBarColumns = 50;

PanelRow bar(u32 percent)
{
    PanelRow row{"  Done     ["};
    u32 const full = std::min(percent, 100u) * kBarColumns / 100;
    for (u32 column = 0; column < kBarColumns; ++column) row.append(column < full ? "#" : ".");
    lib::print(row, "] {:>3} %", percent);
    return row;
}

PanelRow pass(PanelView const& view)
{
    if (view.passes == 0) return lib::formatted<80>("  Pass     {}, until somebody ends it", view.pass);
    return lib::formatted<80>("  Pass     {} of {}", view.pass, view.passes);
}

PanelRow rate(PanelView const& view)
{
    if (view.rate == 0) return PanelRow{"  Rate     it is too early to say"};
    return lib::formatted<80>("  Rate     {} MiB/s read and written", view.rate);
}

PanelRow time(PanelView const& view)
{
    auto row = lib::formatted<80>("  Time     {} so far", duration(view.seconds));
    if (view.rate != 0) lib::print(row, "; this pass takes {} more", duration(view.seconds_left));
    return row;
}

PanelRow errors(PanelView const& view)
{
    if (view.errors == 0) return PanelRow{"  Errors   none so far"};
    return lib::formatted<80>("  Errors   {}; the first at", lib::Counted{view.errors, "bad word"});
}

PanelRow addresses(std::span<PhysAddr const> bad, std::size_t from)
{
    PanelRow row{"          "};
    for (std::size_t index = from; index < std::min(bad.size(), from + kAddressesARow); ++index)
        lib::print(row, " {:<13}", lib::formatted<20>("{}", bad[index]));
    return row;
}

} // namespace

std::array<PanelRow, kPanelRows> panel_rows(PanelView const& view)
{
    return {lib::formatted<80>("  Memory test: {} MiB on {}", view.mebibytes, lib::Counted{view.cpus, "CPU"}),
            PanelRow{},
            pass(view),
            lib::formatted<80>("  Pattern  {}", view.pattern),
            bar(view.percent),
            rate(view),
            time(view),
            errors(view),
            addresses(view.bad, 0),
            addresses(view.bad, kAddressesARow),
            PanelRow{"  Ctrl-C or Escape ends it."}};
}

} // namespace kernel::memtest
