// SPDX-License-Identifier: MIT
// What the ruler itself costs, and things whose cost is known: 1000 nops are 1000 instructions, or no other
// figure can be believed (tools/bench/calibration.py then refuses the log).
#include "mm/machine.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/measure.hpp"
#include "runs/bench/pages.hpp"

namespace kernel::bench {

namespace {

std::optional<Samples> nops()
{
    constexpr Loop kLoop{.turns = 2000};
    Samples const with = measure(kLoop, [](u32) { hw::call_1000_nops(); });
    return without(with, measure(kLoop, [](u32) { hw::call_no_nops(); })); // the calls cost something, too
}

std::optional<Samples> invlpg()
{
    return measure({.turns = 20'000}, [page = low_page(0)](u32) { hw::flush_page(page); });
}

std::optional<Samples> touch()
{
    return measure({.turns = 20'000}, [page = low_page(0)](u32) { read(page); });
}

std::optional<Samples> rep_stosl()
{
    return measure({.turns = 1000}, [page = hw::at(low_page(0))](u32) { hw::clear_page(page); });
}

std::optional<Samples> rep_movsl()
{
    return measure({.turns = 1000},
                   [to = hw::at(low_page(0)), from = hw::at(low_page(1))](u32) { hw::copy_page(to, from); });
}

constexpr Benchmark kOfCalibration[] = {
    {"calib_nop1000", nops},
    {"calib_invlpg", invlpg},
    {"calib_touch_lowmem", touch},
    {"calib_rep_stosl_1024", rep_stosl},
    {"calib_rep_movsl_1024", rep_movsl},
};

} // namespace

constinit std::span<Benchmark const> const kCalibration{kOfCalibration};

Samples measure_empty_loop()
{
    return measure({.turns = 20'000}, [](u32) {});
}

} // namespace kernel::bench
