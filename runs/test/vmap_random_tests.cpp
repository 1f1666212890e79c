// SPDX-License-Identifier: MIT
// 20 000 maps and unmaps of vmap areas, in random order and of random sizes. The same with a million:
// tests/mm/area_allocator_test.cpp.
#include "mm/vmap.hpp"
#include "mm/vmap_area.hpp"
#include "runs/test/high_frames.hpp"
#include "runs/test/test_table.hpp"

namespace kernel {

namespace {

constexpr u32 kFrames = 64, kAreas = 48, kLongest = 24, kEvents = 20'000;

// The same numbers in every run (Knuth's multiplier for 32 bits), so that a failure can be reproduced.
class Numbers {
public:
    [[nodiscard]] u32 below(u32 bound)
    {
        state_ = state_ * 1'664'525 + 1'013'904'223;
        return (state_ >> 16) % bound;
    }

private:
    u32 state_ = 1;
};

// Areas that are mapped, and what each of them must show: `pages` of the frames, from number `first` on.
class RandomAreas {
public:
    explicit RandomAreas(TestRun& test) : test_{test} {}
    ~RandomAreas()
    {
        for (Area& area : areas_)
            if (area.pages != 0) unmap(area);
    }
    RandomAreas(RandomAreas const&) = delete;
    RandomAreas& operator=(RandomAreas const&) = delete;

    void next_event()
    {
        Area& area = areas_[numbers_.below(kAreas)];
        if (area.pages == 0)
            map(area);
        else
            unmap(area);
    }

private:
    struct Area {
        VirtAddr address;
        u32 first = 0;
        u32 pages = 0; ///< 0: not mapped
    };

    void map(Area& area)
    {
        u32 const pages = 1 + numbers_.below(kLongest);
        area = {VirtAddr{}, numbers_.below(kFrames - pages + 1), pages};
        area.address = mm::vmap(std::span{order_}.subspan(area.first, pages)).must();
    }
    void unmap(Area& area)
    {
        check(area);
        if (numbers_.below(100) == 0)
            mm::vunmap_eager(area.address);
        else
            mm::vunmap(area.address);
        area.pages = 0;
    }
    void check(Area const& area)
    {
        for (u32 page = 0; page < area.pages; ++page) {
            u32 const found = read_word(area.address + page * kPageSize);
            test_.expect(found == area.first + page, "page {} at {} shows frame {} instead of {}", page,
                         area.address, found, area.first + page);
        }
    }

    template <std::size_t... Index>
    static std::array<mm::Frame, kFrames> in_order(HighFrames<kFrames> const& frames,
                                                   std::index_sequence<Index...>)
    {
        return {frames[Index]...};
    }

    TestRun& test_;
    HighFrames<kFrames> const frames_;
    std::array<mm::Frame, kFrames> const order_ = in_order(frames_, std::make_index_sequence<kFrames>{});
    std::array<Area, kAreas> areas_;
    Numbers numbers_;
};

// Page tables, once made, stay.
u32 frames_free_or_tables()
{
    return mm::frames().low().free_frames() + mm::frames().high().free_frames() +
           mm::vmap_area().tables().tables_made();
}

void twenty_thousand_events_leave_no_trace(TestRun& test)
{
    if (!has_high_frames(test, kFrames)) return;
    mm::vm_unmap_aliases();
    u32 const frames_before = frames_free_or_tables();
    u32 const room_before = mm::vmap_area().pages_unused();
    u32 const flushes_before = mm::vmap_area().flushes();
    {
        RandomAreas areas{test};
        for (u32 event = 0; event < kEvents && !test.failed(); ++event) areas.next_event();
    }
    test.expect(mm::vmap_area().flushes() > flushes_before + 5, "addresses were hardly used again");
    mm::vm_unmap_aliases();
    u32 const room = mm::vmap_area().pages_unused();
    test.expect(room == room_before, "{} pages had room, now {}", room_before, room);
    u32 const frames = frames_free_or_tables();
    test.expect(frames == frames_before, "{} frames were free, now {}", frames_before, frames);
}

constexpr GuestTest kVmapRandomTests[] = {
    {"vmap_twenty_thousand_events_leave_no_trace", twenty_thousand_events_leave_no_trace},
};

} // namespace

std::span<GuestTest const> vmap_random_tests() { return kVmapRandomTests; }

} // namespace kernel
