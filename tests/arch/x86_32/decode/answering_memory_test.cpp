// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/answering_memory.hpp"

#include <gtest/gtest.h>
#include <map>

namespace {

/// A board with `bytes` of memory and so many address lines; where nothing is, its bus shows what it carried
/// last.
class Board final : public arch::UncachedMemory {
public:
    Board(u64 bytes, u64 lines) : bytes_{bytes}, mask_{lines} {}

    [[nodiscard]] u32 read(PhysAddr from) override
    {
        u64 const at = from.raw() & mask_;
        return at < bytes_ ? bus_ = words[at] : bus_;
    }
    void write(PhysAddr to, u32 value) override
    {
        bus_ = value;
        if ((to.raw() & mask_) < bytes_) words[to.raw() & mask_] = value;
    }

    std::map<u64, u32> words;

private:
    u64 bytes_, mask_;
    u32 bus_ = ~u32{0};
};

constexpr u64 kAllLines = ~u64{0};

TEST(AnsweringMemory, MemoryHoldsWhatIsWrittenAndKeepsWhatItHad)
{
    Board board{1_MiB << 12, kAllLines};
    for (u64 const at : {u64{0x1000}, 127_MiB, 3584_MiB}) {
        board.words[at] = 1, board.words[at + 4] = 2;
        EXPECT_TRUE(arch::answers(board, PhysAddr{at})) << at;
        EXPECT_EQ(board.words[at], 1u);
        EXPECT_EQ(board.words[at + 4], 2u);
    }
}

TEST(AnsweringMemory, BusThatShowsItsLastWordIsNoMemory)
{
    Board board{128_MiB, kAllLines};
    EXPECT_FALSE(arch::answers(board, PhysAddr{128_MiB}));
    EXPECT_FALSE(arch::answers(board, PhysAddr{u64{1} << 35}));
}

TEST(AnsweringMemory, AddressLineThatLeadsNowhereMakesNoMemory)
{
    Board board{16_MiB, 16_MiB - 1};
    for (u64 const at : {17_MiB, 33_MiB, 48_MiB + kPageSize}) {
        u64 const alias = at % 16_MiB;
        board.words[alias] = 7, board.words[alias + 4] = 8;
        EXPECT_FALSE(arch::answers(board, PhysAddr{at})) << at;
        EXPECT_EQ(board.words[alias], 7u);
        EXPECT_EQ(board.words[alias + 4], 8u);
    }
    EXPECT_TRUE(arch::answers(board, PhysAddr{15_MiB}));
}

TEST(AnsweringMemory, WordFurtherDownThatHappensToBeThePatternIsNoAlias)
{
    Board board{128_MiB, kAllLines};
    board.words[1_MiB] = 0x5AA5'C33C;
    EXPECT_TRUE(arch::answers(board, PhysAddr{3_MiB}));
}

TEST(AnsweringMemory, BelowADeviceAbove4GiBNobodyLooks)
{
    struct : arch::UncachedMemory {
        u32 word = 0, other = 0;
        u32 read(PhysAddr from) override
        {
            EXPECT_GE(from.raw(), u64{1} << 32);
            return from.raw() % 8 == 0 ? word : other;
        }
        void write(PhysAddr to, u32 value) override { (to.raw() % 8 == 0 ? word : other) = value; }
    } board;
    EXPECT_TRUE(arch::answers(board, PhysAddr{0x1'FEE0'0000ull}));
}

} // namespace
