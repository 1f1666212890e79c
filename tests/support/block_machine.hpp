// SPDX-License-Identifier: MIT
// Two blocks of frames, one of high memory and one of lowmem, as arrays of bytes of the host.
#pragma once

#include "mm/frame_allocator.hpp"
#include "mm/kmap_local.hpp"
#include "tests/sim/context.hpp"
#include "tests/sim/mapping_machine.hpp"
#include "tests/sim/ram.hpp"
#include "tests/support/random.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace sim {

using Bytes = std::vector<std::byte>;

/// A block of frames as the host sees it: one array.
struct Block {
    Block(u32 its_order, mm::ZoneChoice choice)
        : head{mm::frames().alloc_frames(its_order, choice).value()}, order{its_order}
    {
    }
    [[nodiscard]] u32 size() const { return kPageSize << order; }
    [[nodiscard]] std::span<std::byte> bytes() const { return {ram(head.pfn().base()), size()}; }
    mm::Frame head;
    u32 order;
};

inline Bytes random_bytes(Random& random, u32 count)
{
    Bytes bytes(count);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.below(256));
    return bytes;
}

inline void fill(Block const& block, Random& random)
{
    Bytes const content = random_bytes(random, block.size());
    std::copy(content.begin(), content.end(), block.bytes().begin());
}

class BlockMachine : public MappingMachine {
protected:
    static void expect_nothing_mapped()
    {
        EXPECT_EQ(mm::local_mark(), 0u);
        EXPECT_FALSE(mm::pagefault_disabled());
        EXPECT_EQ(current().preempt_disabled, 0u);
    }

    Random random{4096};
    Block high{2, mm::ZoneChoice::HighFirst};
    Block low{2, mm::ZoneChoice::LowOnly};
};

} // namespace sim
