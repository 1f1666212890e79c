// SPDX-License-Identifier: MIT
// Code and stack as a panic shows them, at the edges of what is mapped. The simulated machine throws when
// something else is read.
#include "kernel/fault/backtrace.hpp"
#include "kernel/fault/evidence.hpp"
#include "mm/page_table.hpp"
#include "tests/sim/machine.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>

namespace {

using mm::Pte;

constexpr VirtAddr kEvidencePage{0xC010'1000};
constexpr PhysAddr kTables{0x1000ull};

class Evidence : public testing::Test {
protected:
    Evidence()
    {
        sim::reset_machine();
        constexpr u32 kFlags = Pte::kPresent | Pte::kWrite | Pte::kAccessed | Pte::kDirty;
        mm::publish(mm::table_at(Pfn{1})[3], Pte::frame(Pfn{2}, Pte::kPresent));
        mm::publish(mm::table_at(Pfn{2})[mm::directory_index(kEvidencePage)], Pte::frame(Pfn{3}, kFlags));
        mm::publish(mm::table_at(Pfn{3})[mm::table_index(kEvidencePage)], Pte::frame(Pfn{0x100}, kFlags));
        sim::mmu().load_root(kTables);
        for (u32 byte = 0; byte < kPageSize; ++byte)
            sim::store(kEvidencePage + byte, static_cast<std::byte>(byte));
    }

    static std::string code(VirtAddr eip)
    {
        lib::Text<256> text;
        kernel::print_code(text, kTables, eip);
        return std::string{text.view()};
    }

    static std::string stack(VirtAddr esp, u32 lines)
    {
        lib::Text<512> text;
        kernel::print_stack(text, kTables, esp, lines);
        return std::string{text.view()};
    }
};

TEST_F(Evidence, CodeShowsTheInstructionBetweenItsNeighbours)
{
    EXPECT_EQ(code(kEvidencePage + 0x40),
              "code  38 39 3a 3b 3c 3d 3e 3f <40> 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d\n");
}

TEST_F(Evidence, CodeAtTheEdgesOfWhatIsMappedIsShownAsFarAsItGoes)
{
    EXPECT_EQ(code(kEvidencePage + 1), "code  00 <01> 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e\n");
    EXPECT_EQ(code(kEvidencePage + 0xFFE), "code  f6 f7 f8 f9 fa fb fc fd <fe> ff\n");
}

TEST_F(Evidence, CodeThatIsNotThereIsSaid)
{
    EXPECT_EQ(code(kEvidencePage + kPageSize), "code  nothing is mapped at eip\n");
    EXPECT_EQ(code(VirtAddr{0}), "code  nothing is mapped at eip\n");
    EXPECT_EQ(code(VirtAddr{0xFFFF'FFFF}), "code  nothing is mapped at eip\n");
}

TEST_F(Evidence, StackIsShownInWordsFromItsTopUpwards)
{
    EXPECT_EQ(stack(kEvidencePage + 0x10, 2),
              "stack c0101010: 13121110 17161514 1b1a1918 1f1e1d1c 23222120 27262524\n"
              "stack c0101028: 2b2a2928 2f2e2d2c 33323130 37363534 3b3a3938 3f3e3d3c\n");
    EXPECT_EQ(stack(kEvidencePage + 0x12, 1), stack(kEvidencePage + 0x10, 1));
}

TEST_F(Evidence, StackEndsWhereNothingIsMapped)
{
    EXPECT_EQ(stack(kEvidencePage + 0xFF8, 3), "stack c0101ff8: fbfaf9f8 fffefdfc\n");
    EXPECT_EQ(stack(kEvidencePage + 0xFE8, 3),
              "stack c0101fe8: ebeae9e8 efeeedec f3f2f1f0 f7f6f5f4 fbfaf9f8 fffefdfc\n");
    EXPECT_EQ(stack(kEvidencePage - 4, 3), "");
}

void put_word(VirtAddr address, u32 word)
{
    for (u32 byte = 0; byte < 4; ++byte)
        sim::store(address + byte, static_cast<std::byte>(word >> (8 * byte)));
}

TEST_F(Evidence, BacktraceFollowsFramesUpwardsAndNoFurtherThanTheyAreMapped)
{
    put_word(kEvidencePage + 0x100, kEvidencePage.raw() + 0x200);
    put_word(kEvidencePage + 0x104, 0xC010'0001);
    put_word(kEvidencePage + 0x200, kEvidencePage.raw() + kPageSize);
    put_word(kEvidencePage + 0x204, 0xC010'0002);
    std::array<VirtAddr, 8> returns{};
    EXPECT_EQ(kernel::collect_backtrace(kTables, kEvidencePage + 0x100, returns), 2u);
    EXPECT_EQ(returns[1], VirtAddr{0xC010'0002});
    put_word(kEvidencePage + 0x200, kEvidencePage.raw() + 0x100); // a circle
    EXPECT_EQ(kernel::collect_backtrace(kTables, kEvidencePage + 0x100, returns), 2u);
}

} // namespace
