// SPDX-License-Identifier: MIT
// Copies through iterators on real compounds of high memory, of which a window shows one page at a time.
#include "kernel/check/owned_frame.hpp"
#include "mm/context.hpp"
#include "mm/demand_area.hpp"
#include "mm/iov_copy.hpp"
#include "mm/kmap_local.hpp"
#include "runs/test/test_table.hpp"

#include <algorithm>
#include <cstring>

namespace kernel {

namespace {

using mm::IterDest;
using mm::IterSource;

constexpr u32 kIovOrder = 2;
constexpr u32 kIovBytes = kPageSize << kIovOrder;
constexpr u32 kNearAPage[] = {0,
                              1,
                              64,
                              kPageSize - 1,
                              kPageSize,
                              kPageSize + 1,
                              2 * kPageSize - 64,
                              3 * kPageSize + 1,
                              kIovBytes - 1,
                              kIovBytes};

// Bytes that tell where they belong, and do not repeat from page to page.
std::byte pattern(u32 byte) { return static_cast<std::byte>(byte * 7 + byte / 253); }

std::byte& byte_of(mm::LocalMap& map, u32 byte) { return map.bytes()[byte % kPageSize]; }

// Without any of the code under test.
void fill(mm::Frame head, u32 offset = 0)
{
    for (u32 page = 0; page < 1u << kIovOrder; ++page) {
        mm::LocalMap map{head + page};
        for (u32 byte = 0; byte < kPageSize; ++byte)
            map.bytes()[byte] = pattern(page * kPageSize + byte + offset);
    }
}

// How many bytes are not those of the pattern from `offset` on.
u32 wrong_bytes(std::byte const* memory, u32 bytes, u32 offset)
{
    u32 wrong = 0;
    for (u32 byte = 0; byte < bytes; ++byte) wrong += memory[byte] != pattern(offset + byte);
    return wrong;
}

// The same for [begin, begin + bytes) of a compound.
u32 wrong_bytes(mm::Frame head, u32 begin, u32 bytes, u32 offset)
{
    u32 wrong = 0;
    for (u32 done = 0; done < bytes;) {
        u32 const at = begin + done, part = std::min(bytes - done, kPageSize - at % kPageSize);
        mm::LocalMap map{head + at / kPageSize};
        wrong += wrong_bytes(&byte_of(map, at), part, offset + done);
        done += part;
    }
    return wrong;
}

/// All offsets and lengths near the edges of a page that lie in a compound.
template <class Visit> void for_each_range(Visit visit)
{
    for (u32 const offset : kNearAPage)
        for (u32 const bytes : kNearAPage)
            if (bytes <= kIovBytes - offset) visit(offset, bytes);
}

void every_range_of_a_compound_reaches_kernel_memory(TestRun& test)
{
    OwnedFrame const compound{mm::ZoneChoice::HighFirst, kIovOrder};
    OwnedFrame const target{mm::ZoneChoice::LowOnly, kIovOrder};
    std::byte* const memory = hw::lowmem(target.pfn().base());
    fill(compound.frame());
    for_each_range([&](u32 offset, u32 bytes) {
        std::memset(memory, 0, bytes);
        auto const segment = IterDest::Segment::kvec({memory, bytes});
        IterDest iter{{&segment, 1}};
        u32 const copied = mm::copy_page_to_iter(compound.frame(), offset, bytes, iter);
        test.expect(copied == bytes && wrong_bytes(memory, bytes, offset) == 0,
                    "{} of {} bytes from offset {} were copied, {} of them wrong", copied, bytes, offset,
                    wrong_bytes(memory, bytes, offset));
    });
}

void every_range_of_a_compound_comes_from_kernel_memory(TestRun& test)
{
    OwnedFrame const compound{mm::ZoneChoice::HighFirst, kIovOrder};
    OwnedFrame const source{mm::ZoneChoice::LowOnly, kIovOrder};
    std::byte const* const memory = hw::lowmem(source.pfn().base());
    fill(source.frame());
    for (auto* const copy : {mm::copy_page_from_iter, mm::copy_page_from_iter_atomic}) {
        for_each_range([&](u32 offset, u32 bytes) {
            fill(compound.frame(), 99);
            auto const segment = IterSource::Segment::kvec({memory, bytes});
            IterSource iter{{&segment, 1}};
            u32 const copied = copy(compound.frame(), offset, bytes, iter);
            u32 const wrong = wrong_bytes(compound.frame(), offset, bytes, 0) +
                              wrong_bytes(compound.frame(), 0, offset, 99);
            test.expect(copied == bytes && wrong == 0,
                        "{} of {} bytes to offset {} were copied, {} of them wrong", copied, bytes, offset,
                        wrong);
        });
    }
}

void compound_reaches_the_frames_of_another(TestRun& test)
{
    OwnedFrame const from{mm::ZoneChoice::HighFirst, kIovOrder};
    OwnedFrame const to{mm::ZoneChoice::HighFirst, kIovOrder};
    constexpr u32 kOffset = 4000;
    constexpr u32 kCopied = 2 * kPageSize + 333;
    fill(from.frame());
    fill(to.frame(), 55);
    auto const segment = IterDest::Segment::bvec(to.frame() + 1, 123, kCopied);
    IterDest iter{{&segment, 1}};
    test.expect(mm::copy_page_to_iter(from.frame(), kOffset, kCopied, iter) == kCopied, "the copy is short");
    constexpr u32 kBegin = kPageSize + 123;
    test.expect(wrong_bytes(to.frame(), kBegin, kCopied, kOffset) == 0, "the bytes are wrong");
    test.expect(wrong_bytes(to.frame(), 0, kBegin, 55) == 0, "bytes before were changed");
    constexpr u32 kEnd = kBegin + kCopied;
    test.expect(wrong_bytes(to.frame(), kEnd, kIovBytes - kEnd, kEnd + 55) == 0, "bytes behind were changed");
}

void range_beyond_a_compound_stops(TestRun& test)
{
    OwnedFrame const compound{mm::ZoneChoice::HighFirst, kIovOrder};
    auto const segment = IterDest::Segment::discard(2 * kIovBytes);
    IterDest iter{{&segment, 1}};
    test.expect_stop(lib::ReportKind::OutOfBounds, "only 16384 bytes are there",
                     [&] { (void)mm::copy_page_to_iter(compound.frame(), 1, kIovBytes, iter); });
    test.expect_stop(lib::ReportKind::OutOfBounds, "at offset 4294967295",
                     [&] { (void)mm::copy_page_to_iter(compound.frame(), ~0u, 2, iter); });
    test.expect(iter.count() == 2 * kIovBytes, "{} bytes are left", iter.count());
}

/// Two pages of addresses, of which the first is there, with the pattern.
class HalfThere {
public:
    HalfThere()
    {
        for (u32 byte = 0; byte < kPageSize; ++byte) *hw::at(area_ + byte) = pattern(byte);
    }
    ~HalfThere() { mm::demand_unmap(area_); }
    HalfThere(HalfThere const&) = delete;
    HalfThere& operator=(HalfThere const&) = delete;
    [[nodiscard]] VirtAddr begin() const { return area_; }

private:
    VirtAddr area_ = mm::demand_map(2).must();
};

void atomic_copy_is_short_at_the_very_byte_that_is_missing(TestRun& test)
{
    OwnedFrame const compound{mm::ZoneChoice::HighFirst, kIovOrder};
    for (u32 const there : {0u, 1u, 2u, 3u, 4u, 5u, 63u, kPageSize - 1, kPageSize}) {
        HalfThere const half;
        auto const segment = IterSource::Segment::iovec(half.begin() + (kPageSize - there), there + 40);
        IterSource iter{{&segment, 1}};
        fill(compound.frame(), 99);
        constexpr u32 kOffset = kPageSize - 2;
        u32 const copied = mm::copy_page_from_iter_atomic(compound.frame(), kOffset, there + 40, iter);
        test.expect(copied == there && iter.count() == 40, "{} bytes copied, {} left; {} are there", copied,
                    iter.count(), there);
        test.expect(wrong_bytes(compound.frame(), kOffset, there, kPageSize - there) == 0, "wrong bytes");
        u32 const end = kOffset + there;
        test.expect(wrong_bytes(compound.frame(), end, 100, end + 99) == 0, "bytes behind were changed");
        test.expect(mm::copy_page_from_iter(compound.frame(), 0, 40, iter) == 40,
                    "the copy that may fault is short, too");
    }
}

void zeroing_is_short_at_the_very_byte_that_is_missing(TestRun& test)
{
    for (u32 const there : {0u, 1u, 2u, 3u, 4u, 5u, 63u, kPageSize}) {
        HalfThere const half;
        auto const segment = IterDest::Segment::iovec(half.begin() + (kPageSize - there), there + 40);
        IterDest iter{{&segment, 1}};
        mm::pagefault_disable();
        u32 const zeroed = mm::iov_iter_zero(there + 40, iter);
        mm::pagefault_enable();
        test.expect(zeroed == there && iter.count() == 40, "{} bytes zeroed, {} left; {} are there", zeroed,
                    iter.count(), there);
        auto const* const first = hw::at(half.begin());
        test.expect(std::count(first + (kPageSize - there), first + kPageSize, std::byte{0}) ==
                        static_cast<i32>(there),
                    "not all {} bytes are zero", there);
        test.expect(wrong_bytes(first, kPageSize - there, 0) == 0, "bytes before were changed");
    }
}

constexpr GuestTest kIovIterTests[] = {
    {"iov_iter_every_range_of_a_compound_reaches_kernel_memory",
     every_range_of_a_compound_reaches_kernel_memory},
    {"iov_iter_every_range_of_a_compound_comes_from_kernel_memory",
     every_range_of_a_compound_comes_from_kernel_memory},
    {"iov_iter_compound_reaches_the_frames_of_another", compound_reaches_the_frames_of_another},
    {"iov_iter_range_beyond_a_compound_stops", range_beyond_a_compound_stops},
    {"iov_iter_atomic_copy_is_short_at_the_very_byte_that_is_missing",
     atomic_copy_is_short_at_the_very_byte_that_is_missing},
    {"iov_iter_zeroing_is_short_at_the_very_byte_that_is_missing",
     zeroing_is_short_at_the_very_byte_that_is_missing},
};

} // namespace

std::span<GuestTest const> iov_iter_tests() { return kIovIterTests; }

} // namespace kernel
