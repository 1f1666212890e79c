// SPDX-License-Identifier: MIT
// Whole traversals of the simulated machine's memory: each free frame has its turn, low and high, even
// above 4 GiB; and what is changed behind the test's back is found at its physical address.
#include "kernel/log/console.hpp"
#include "lib/format.hpp"
#include "runs/memtest/sweep.hpp"
#include "tests/sim/booted_machine.hpp"

#include <cstring>
#include <string>

namespace {

using namespace kernel::memtest;

/// What was said since clear().
class Listener final : public kernel::ConsoleDevice {
public:
    [[nodiscard]] std::string_view name() const override { return "listener"; }
    void write(std::string_view text) override { said += text; }
    std::string said;
};

Listener& listener()
{
    static Listener& only = []() -> Listener& {
        static Listener made;
        kernel::console_register(made);
        return made;
    }();
    return only;
}

class MemtestSweep : public sim::BootedMachine {
protected:
    MemtestSweep()
    {
        // So that the host need not have 6 GiB, all memory is in use except for a block of each kind.
        while (auto const block = mm::frames().alloc_frames(kOrder, mm::ZoneChoice::HighFirst))
            remember(*block);
        for (u32 order = kOrder; order-- > 0;)
            while (mm::frames().alloc_frames(order, mm::ZoneChoice::HighFirst)) continue;
        for (Pfn const first : firsts()) mm::frames().free_frames(mm::Frame{first}, kOrder);
        mm::frames().free_frames(mm::Frame{small_}, kOrder);
        single_ = mm::frames().alloc_frames(1, mm::ZoneChoice::LowOnly)->pfn(); // leaves 2, 4, 8 ... frames
        listener().said.clear();
    }

    [[nodiscard]] std::vector<Pfn> firsts() const { return {low_, high_, above_4_gib_}; }

    void traverse(Pattern pattern, Step step, u32 round = 0)
    {
        Sweep sweep{pool, {pattern, step, round, 0}, *findings};
        sweep.work();
        EXPECT_EQ(sweep.done(), pool.frames());
    }
    static void flip(PhysAddr address, u32 bits)
    {
        u32 word = 0;
        std::memcpy(&word, sim::ram(address), sizeof word);
        word ^= bits;
        std::memcpy(sim::ram(address), &word, sizeof word);
    }
    std::vector<FrameRange> bad() const
    {
        auto const frames = findings->bad_frames();
        return {frames.pieces().begin(), frames.pieces().end()};
    }

    static constexpr u32 kOrder = mm::BuddyZone::kMaxOrder;
    Pfn low_, small_, high_, above_4_gib_, single_;
    Pool pool;
    std::optional<Findings> findings{std::in_place};

private:
    void remember(mm::Frame block)
    {
        bool const low = mm::frames().in_lowmem(block);
        if (low) small_ = low_;
        Pfn& kind = low ? low_ : block.pfn() < Pfn::of(PhysAddr{4_GiB}) ? high_ : above_4_gib_;
        kind = block.pfn();
    }
};

TEST_F(MemtestSweep, PoolHasEveryFreeFrameAndGivesAllBack)
{
    u32 const free = free_frames();
    EXPECT_EQ(free, 4 * 1024 - 2u);
    pool.take_all();
    EXPECT_EQ(pool.frames(), free);
    EXPECT_EQ(pool.left_out(), 0u);
    EXPECT_FALSE(mm::frames().alloc_frames(0, mm::ZoneChoice::HighFirst));
    pool.give_back();
    EXPECT_EQ(free_frames(), free);
    EXPECT_EQ(pool.frames(), 0u);
}

TEST_F(MemtestSweep, EveryFrameHasItsTurnOnceUpwardsAndDownwards)
{
    pool.take_all();
    for (bool const downwards : {false, true}) {
        std::vector<Pfn> turns;
        Cursor cursor{pool, downwards};
        while (auto const block = cursor.next()) {
            EXPECT_LE(block->order, kMaxTakenOrder);
            for_each_window(*block, downwards, [&](Block window) {
                EXPECT_LE(window.order, mm::kMaxLocalOrder);
                for (u32 page = 0; page < window.frames(); ++page)
                    turns.push_back(window.first + (downwards ? window.frames() - 1 - page : page));
            });
        }
        EXPECT_EQ(turns.size(), pool.frames());
        if (downwards) std::reverse(turns.begin(), turns.end());
        EXPECT_TRUE(std::is_sorted(turns.begin(), turns.end())) << downwards;
        EXPECT_EQ(std::adjacent_find(turns.begin(), turns.end()), turns.end());
        EXPECT_TRUE(std::none_of(turns.begin(), turns.end(),
                                 [&](Pfn pfn) { return pfn == single_ || pfn == single_ + 1; }));
    }
}

TEST_F(MemtestSweep, FlippedBitsAreFoundAtTheirPhysicalAddresses)
{
    pool.take_all();
    for (Pattern const pattern : {Pattern::Address, Pattern::WalkingBit, Pattern::RandomSequence}) {
        for (Pfn const first : firsts()) {
            traverse(pattern, Step::Fill);
            Pfn const frame = first + 777;
            flip(frame.base() + 0xABC, 0x0040'0001);
            findings.emplace();
            listener().said.clear();
            traverse(pattern, Step::Check);
            EXPECT_EQ(findings->errors(), 1u);
            EXPECT_EQ(findings->differing_bits(), 0x0040'0001u);
            EXPECT_EQ(bad(), (std::vector{FrameRange{frame, frame + 1}}));
            auto const place = lib::formatted<80>("bad word at {}:", frame.base() + 0xABC);
            EXPECT_THAT(listener().said, testing::HasSubstr(std::string{place.view()}));
            EXPECT_THAT(listener().said, testing::HasSubstr("differing 0x00400001"));
            EXPECT_THAT(listener().said, testing::HasSubstr("CPU 0, pass 1"));
        }
    }
}

TEST_F(MemtestSweep, FrameThatWasFilledByAnotherIsFound)
{
    // An address line that is broken: what was written to one frame arrived in another one.
    pool.take_all();
    traverse(Pattern::Fixed, Step::Fill);
    std::memcpy(sim::ram((high_ + 1).base()), sim::ram((above_4_gib_ + 1).base()), kPageSize);
    traverse(Pattern::Fixed, Step::Check);
    EXPECT_EQ(findings->errors(), 0u) << "all frames look alike to this pattern";
    traverse(Pattern::Address, Step::Fill);
    std::memcpy(sim::ram((high_ + 1).base()), sim::ram((above_4_gib_ + 1).base()), kPageSize);
    traverse(Pattern::Address, Step::Check);
    EXPECT_EQ(findings->errors(), kPageSize / 4);
    EXPECT_EQ(bad(), (std::vector{FrameRange{high_ + 1, high_ + 2}}));
}

TEST_F(MemtestSweep, ManyBadWordsAreCountedAndFewAreShown)
{
    pool.take_all();
    traverse(Pattern::Fixed, Step::Fill);
    std::memset(sim::ram(low_.base()), 0x11, 3 * kPageSize);
    traverse(Pattern::Fixed, Step::Check);
    EXPECT_EQ(findings->errors(), 3u * 1024);
    std::size_t lines = 0;
    for (std::size_t at = 0; (at = listener().said.find("bad word at", at)) != std::string::npos; ++at)
        ++lines;
    EXPECT_EQ(lines, Findings::kMaxShown);
    EXPECT_THAT(listener().said, testing::HasSubstr("further bad words are counted"));
}

TEST_F(MemtestSweep, StoppedSweepTakesNoFurtherBlock)
{
    pool.take_all();
    Sweep sweep{pool, {Pattern::Fixed, Step::Fill, 0, 0}, *findings};
    sweep.stop();
    sweep.work();
    EXPECT_EQ(sweep.done(), 0u);
}

TEST_F(MemtestSweep, NothingIsMappedAfterwards)
{
    pool.take_all();
    traverse(Pattern::BlockMove, Step::Fill);
    traverse(Pattern::BlockMove, Step::Move);
    traverse(Pattern::BlockMove, Step::Check);
    EXPECT_EQ(findings->errors(), 0u);
    EXPECT_EQ(mm::slots_in_use(mm::local_stack()), 0u);
}

} // namespace
