// SPDX-License-Identifier: MIT
// Frames whose address does not fit in 32 bits are really there, and are really not the frames whose
// address is the same without the upper bits.
#include "kernel/check/high_block.hpp"
#include "kernel/start/memory.hpp"
#include "mm/kmap_local.hpp"
#include "runs/common/touch.hpp"
#include "runs/test/test_table.hpp"

#include <algorithm>

namespace kernel {

namespace {

using mm::LocalMap;

constexpr std::string_view kNoneAbove = "no RAM above 4 GiB";
constexpr std::string_view kNoneFree = "RAM is there, but no free block of it";

bool ram_above_four_gib() { return memory().map.ram_end() > kFourGiB; }

u32 word_in(Pfn pfn)
{
    LocalMap const map{pfn, mm::kReadOnly};
    return read_word(map.address());
}

void write_word_in(Pfn pfn, u32 value)
{
    LocalMap const map{pfn};
    write_word(map.address(), value);
}

void every_frame_keeps_its_own_word(TestRun& test)
{
    if (!ram_above_four_gib()) return test.skip(kNoneAbove);
    HighBlock const above;
    if (!test.expect(above.above_four_gib(), "{}", kNoneFree)) return;
    for (u32 index = 0; index < 1u << above.order(); ++index)
        write_word_in(above.pfn() + index, 0xA5A5'0000 + index);
    for (u32 index = 0; index < 1u << above.order(); ++index) {
        u32 const found = word_in(above.pfn() + index);
        if (!test.expect(found == 0xA5A5'0000 + index, "frame {}: {:#x}", above.pfn() + index, found)) return;
    }
}

void low_namesake_is_another_frame(TestRun& test)
{
    if (!ram_above_four_gib()) return test.skip(kNoneAbove);
    HighBlock const above;
    if (!test.expect(above.above_four_gib(), "{}", kNoneFree)) return;
    Pfn const low_bits_only{above.pfn().raw() % kFourGiB.raw()};
    auto const ram = memory().map.ram();
    bool const exists =
        std::any_of(ram.begin(), ram.end(), [&](FrameRange piece) { return piece.contains(low_bits_only); });
    if (!exists) return test.skip("the frame with the same low address bits is no RAM here");

    u32 const before = word_in(low_bits_only);
    write_word_in(above.pfn(), ~before);
    test.expect(word_in(low_bits_only) == before, "a write to frame {} changed frame {}", above.pfn(),
                low_bits_only);
    test.expect(word_in(above.pfn()) == ~before, "frame {} did not keep what was written", above.pfn());
}

constexpr GuestTest kHighMemoryTests[] = {
    {"high_memory_every_frame_keeps_its_own_word", every_frame_keeps_its_own_word},
    {"high_memory_low_namesake_is_another_frame", low_namesake_is_another_frame},
};

} // namespace

std::span<GuestTest const> high_memory_tests() { return kHighMemoryTests; }

} // namespace kernel
