// SPDX-License-Identifier: MIT
// What mappings are for: moving the contents of pages.
#include "mm/iov_copy.hpp"
#include "mm/page_copy.hpp"
#include "runs/bench/bench.hpp"
#include "runs/bench/measure.hpp"
#include "runs/bench/pages.hpp"

namespace kernel::bench {

namespace {

constexpr Loop kPages{.turns = 1000};
constexpr u32 kLine = 64;

alignas(kPageSize) constinit std::array<std::byte, kPageSize> g_buffer{};

std::optional<Samples> clear()
{
    return measure(kPages, [](u32) { mm::clear_highpage(high_frame(0)); });
}

std::optional<Samples> copy()
{
    return measure(kPages, [](u32) { mm::copy_highpage(high_frame(1), high_frame(0)); });
}

std::optional<Samples> page_in()
{
    return measure(kPages, [](u32) { mm::memcpy_to_page(high_frame(0), 0, g_buffer); });
}

std::optional<Samples> line_in()
{
    return measure({.turns = 10'000},
                   [](u32) { mm::memcpy_to_page(high_frame(0), 128, std::span{g_buffer}.first(kLine)); });
}

std::optional<Samples> page_out()
{
    return measure(kPages, [](u32) { mm::memcpy_from_page(g_buffer, high_frame(0), 0); });
}

// With a new iterator each time, as a caller needs.
[[gnu::always_inline]] inline void to_iter(u32 bytes)
{
    auto const segment = mm::IterDest::Segment::kvec(std::span{g_buffer}.first(bytes));
    mm::IterDest iter{{&segment, 1}};
    mm::copy_page_to_iter(high_frame(0), 0, bytes, iter);
}

std::optional<Samples> page_to_iter()
{
    return measure(kPages, [](u32) { to_iter(kPageSize); });
}

std::optional<Samples> line_to_iter()
{
    return measure({.turns = 10'000}, [](u32) { to_iter(kLine); });
}

constexpr Benchmark kOfPageCopy[] = {
    {"clear_highpage_hi", clear},
    {"copy_highpage_hi", copy},
    {"memcpy_to_page_hi_4096", page_in},
    {"memcpy_to_page_hi_64", line_in},
    {"memcpy_from_page_hi_4096", page_out},
    {"copy_page_to_iter_kvec_hi", page_to_iter},
    {"copy_page_to_iter_kvec_hi_64", line_to_iter},
};

} // namespace

constinit std::span<Benchmark const> const kPageCopyBenchmarks{kOfPageCopy};

} // namespace kernel::bench
