// SPDX-License-Identifier: MIT
// Lab 7: an iterator over pieces of memory, and copies page by page, one property a test.
#include "mm/iov_copy.hpp"
#include "tests/support/block_machine.hpp"

#include <string>

namespace {

using mm::IterDest;
using mm::IterSource;

constexpr VirtAddr kMissing{0x10'0000}; // nothing is mapped there

class LabIov : public sim::BlockMachine {
protected:
    LabIov()
    {
        // Each byte says in which page it lies, and each eighth of a page differs from its neighbours.
        for (u32 at = 0; at < high.size(); ++at) high.bytes()[at] = letter(at);
    }

    static std::byte letter(u32 at) { return static_cast<std::byte>('a' + at / 512 % 26); }

    // What a copy of the block should give.
    static std::string letters(u32 offset, u32 bytes)
    {
        std::string wanted(bytes, '?');
        for (u32 at = 0; at < bytes; ++at) wanted[at] = static_cast<char>(letter(offset + at));
        return wanted;
    }

    static IterDest::Segment to(std::string& memory)
    {
        return IterDest::Segment::kvec(std::as_writable_bytes(std::span{memory}));
    }

    // The next byte of three pieces "abc", "", "defgh" after `move`; '-' at the end.
    template <class Move> static char next_after(Move move)
    {
        std::string const first = "abc", second = "defgh";
        auto const piece = [](std::string const& text) {
            return IterSource::Segment::kvec(std::as_bytes(std::span{text}));
        };
        std::array const segments{piece(first), piece({}), piece(second)};
        IterSource iter{segments};
        move(iter);
        if (iter.count() == 0) return '-';
        return static_cast<char>(*iter.segment().memory(iter.position()));
    }
    template <class Move> static u32 left_after(Move move)
    {
        u32 left = 0;
        (void)next_after([&](IterSource& iter) { move(iter), left = iter.count(); });
        return left;
    }
};

// ---- step 1: forward and back ----

TEST_F(LabIov, AdvanceWithinAPiece)
{
    EXPECT_EQ(next_after([](IterSource& iter) { iter.advance(2); }), 'c');
}

TEST_F(LabIov, AdvanceIntoALaterPiece)
{
    EXPECT_EQ(next_after([](IterSource& iter) { iter.advance(5); }), 'f') << "with an empty piece on the way";
}

TEST_F(LabIov, AdvanceCountsWhatIsLeft)
{
    EXPECT_EQ(left_after([](IterSource& iter) { iter.advance(5); }), 3u);
    EXPECT_EQ(left_after([](IterSource& iter) { iter.advance(8); }), 0u);
}

TEST_F(LabIov, AdvanceBeyondTheEndIsRefused)
{
    EXPECT_STOP(lib::ReportKind::OutOfBounds, next_after([](IterSource& iter) { iter.advance(9); }));
}

TEST_F(LabIov, RevertWithinAPiece)
{
    EXPECT_EQ(next_after([](IterSource& iter) { iter.advance(7), iter.revert(3); }), 'e');
}

TEST_F(LabIov, RevertIntoTheFirstPiece)
{
    EXPECT_EQ(next_after([](IterSource& iter) { iter.advance(5), iter.revert(4); }), 'b');
    EXPECT_EQ(next_after([](IterSource& iter) { iter.advance(8), iter.revert(8); }), 'a');
}

TEST_F(LabIov, RevertCountsWhatIsLeft)
{
    EXPECT_EQ(left_after([](IterSource& iter) { iter.advance(5), iter.revert(4); }), 7u);
}

TEST_F(LabIov, RevertBeforeTheStartIsRefused)
{
    EXPECT_STOP(lib::ReportKind::OutOfBounds,
                next_after([](IterSource& iter) { iter.advance(2), iter.revert(3); }));
}

// ---- step 2: page by page ----

class LabIovPages : public LabIov {
protected:
    std::string copied(u32 offset, u32 bytes)
    {
        std::string memory(bytes, '.');
        std::array const segments{to(memory)};
        IterDest iter{segments};
        returned_ = mm::copy_page_to_iter(high.head, offset, bytes, iter);
        return memory;
    }
    u32 returned_ = 0;
};

TEST_F(LabIovPages, PartOfAPage) { EXPECT_EQ(copied(700, 2000), letters(700, 2000)); }

TEST_F(LabIovPages, AcrossTwoPages)
{
    EXPECT_EQ(copied(4000, 600), letters(4000, 600)) << "what a mapping shows ends with its page";
}

TEST_F(LabIovPages, OnlyALaterPage)
{
    EXPECT_EQ(copied(2 * kPageSize + 100, 200), letters(2 * kPageSize + 100, 200));
}

TEST_F(LabIovPages, ResultIsTheSumOfAllPages)
{
    (void)copied(100, 3 * kPageSize);
    EXPECT_EQ(returned_, 3 * kPageSize);
}

TEST_F(LabIovPages, NothingStaysMapped)
{
    (void)copied(100, 3 * kPageSize);
    expect_nothing_mapped();
}

// ---- step 3: piece by piece ----

class LabIovPieces : public LabIov {};

TEST_F(LabIovPieces, EachPieceGetsItsPart)
{
    std::string first(10, '.'), second(600, '.'), third(90, '.');
    std::array const segments{to(first), to(second), to(third)};
    IterDest iter{segments};
    EXPECT_EQ(mm::copy_page_to_iter(high.head, 100, 700, iter), 700u);
    EXPECT_EQ(first + second + third, letters(100, 700));
    EXPECT_EQ(iter.count(), 0u);
}

TEST_F(LabIovPieces, PieceOfFramesEndsAtAPage)
{
    std::array const segments{IterSource::Segment::bvec(high.head, 4000, 600)};
    IterSource iter{segments};
    EXPECT_EQ(mm::copy_page_from_iter(low.head, 0, 600, iter), 600u);
    auto const* const arrived =
        reinterpret_cast<char const*>(low.bytes().data()); // bytes as letters, to be shown
    EXPECT_EQ(std::string(arrived, 600), letters(4000, 600));
}

// The first piece is there, the second is not.
TEST_F(LabIovPieces, ResultOfAShortCopyIsWhatWasCopied)
{
    std::string first(50, '.');
    std::array const segments{to(first), IterDest::Segment::iovec(kMissing, 100)};
    IterDest iter{segments};
    EXPECT_EQ(mm::copy_page_to_iter(high.head, 0, 150, iter), 50u);
}

TEST_F(LabIovPieces, ShortCopyMovesTheIteratorByWhatWasCopied)
{
    std::string first(50, '.');
    std::array const segments{to(first), IterDest::Segment::iovec(kMissing, 100)};
    IterDest iter{segments};
    (void)mm::copy_page_to_iter(high.head, 0, 150, iter);
    EXPECT_EQ(iter.count(), 100u) << "who comes back later goes on where it stopped";
}

TEST_F(LabIovPieces, NothingIsCopiedBehindAMissingPiece)
{
    std::string last(50, '.');
    std::array const segments{IterDest::Segment::iovec(kMissing, 100), to(last)};
    IterDest iter{segments};
    (void)mm::copy_page_to_iter(high.head, 0, 150, iter);
    EXPECT_EQ(last, std::string(50, '.'));
}

} // namespace
