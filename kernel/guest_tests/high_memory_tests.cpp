// SPDX-License-Identifier: MIT
// Frames whose address does not fit 32 bits are really there, and really not the frames whose address they
// would have without the bits above.
#include "kernel/guest_tests/table.hpp"
#include "kernel/guest_tests/touch.hpp"
#include "kernel/memory.hpp"
#include "lib/check.hpp"
#include "mm/frame_allocator.hpp"
#include "mm/kmap_local.hpp"

#include <algorithm>
#include <array>

namespace kernel {

namespace {

using mm::Frame;
using mm::frames;
using mm::LocalMap;

constexpr Pfn kFourGiB{0x10'0000};
constexpr std::string_view kNoneAbove = "no RAM above 4 GiB";

bool ram_above_four_gib() { return memory().map.ram_end() > kFourGiB; }

// The allocator chooses which high frames it gives; below 4 GiB there are at most 4 GiB of them in its
// largest blocks, so at most one block more is needed to get one above.
class FramesAboveFourGiB {
public:
    static constexpr u32 kOrder = mm::BuddyZone::kMaxOrder;

    FramesAboveFourGiB()
    {
        while (count_ < blocks_.size() && (count_ == 0 || blocks_[count_ - 1]->pfn() < kFourGiB)) {
            blocks_[count_] = frames().alloc_frames(kOrder, mm::ZoneChoice::HighFirst);
            if (!blocks_[count_]) break;
            ++count_;
        }
    }
    ~FramesAboveFourGiB()
    {
        while (count_ > 0) frames().free_frames(*blocks_[--count_], kOrder);
    }
    FramesAboveFourGiB(FramesAboveFourGiB const&) = delete;
    FramesAboveFourGiB& operator=(FramesAboveFourGiB const&) = delete;

    /// The first of 1024 frames above 4 GiB; nothing if the allocator had none.
    [[nodiscard]] std::optional<Pfn> begin() const
    {
        if (count_ == 0 || blocks_[count_ - 1]->pfn() < kFourGiB) return {};
        return blocks_[count_ - 1]->pfn();
    }

private:
    std::array<std::optional<Frame>, 4_GiB / kPageSize / (1u << kOrder) + 1> blocks_{};
    u32 count_ = 0;
};

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
    FramesAboveFourGiB const above;
    if (!test.expect(above.begin().has_value(), "RAM is there, but no free block of it")) return;
    for (u32 index = 0; index < 1024; ++index) write_word_in(*above.begin() + index, 0xA5A5'0000 + index);
    for (u32 index = 0; index < 1024; ++index) {
        u32 const found = word_in(*above.begin() + index);
        if (!test.expect(found == 0xA5A5'0000 + index, "frame {}: {:#x}", *above.begin() + index, found))
            return;
    }
}

void low_namesake_is_another_frame(TestRun& test)
{
    if (!ram_above_four_gib()) return test.skip(kNoneAbove);
    FramesAboveFourGiB const above;
    if (!test.expect(above.begin().has_value(), "RAM is there, but no free block of it")) return;
    Pfn const low_bits_only{above.begin()->raw() % kFourGiB.raw()};
    auto const ram = memory().map.ram();
    bool const exists =
        std::any_of(ram.begin(), ram.end(), [&](FrameRange piece) { return piece.contains(low_bits_only); });
    if (!exists) return test.skip("the frame with the same low address bits is no RAM here");

    u32 const before = word_in(low_bits_only);
    write_word_in(*above.begin(), ~before);
    test.expect(word_in(low_bits_only) == before, "a write to frame {} changed frame {}", *above.begin(),
                low_bits_only);
    test.expect(word_in(*above.begin()) == ~before, "frame {} did not keep what was written", *above.begin());
}

constexpr GuestTest kTests[] = {
    {"high_memory_every_frame_keeps_its_own_word", every_frame_keeps_its_own_word},
    {"high_memory_low_namesake_is_another_frame", low_namesake_is_another_frame},
};

} // namespace

std::span<GuestTest const> high_memory_tests() { return kTests; }

} // namespace kernel
