// SPDX-License-Identifier: MIT
// Every sequence of areas taken and given back in a region of a dozen pages, against the naive allocator: a
// list of what is taken. Up to 9 operations: 97 000 states, half a CPU-second.
#include "mm/area_allocator.hpp"
#include "mm/kernel_space.hpp"
#include "mm/map_pages.hpp"
#include "tests/sim/booted_machine.hpp"
#include "tests/sim/sanitizers.hpp"
#include "tests/support/all_sequences.hpp"

#include <algorithm>
#include <iostream>

namespace {

constexpr u32 kPages = 13, kMostWanted = 5;
// The smallest that there is, one table. One large area leaves kPages of it, and stays.
constexpr VirtRange kSmallRegion{mm::layout::kVmapArea.begin,
                                 mm::layout::kVmapArea.begin + mm::kEntriesPerTable* kPageSize};

class AreaSequence {
public:
    AreaSequence()
    {
        areas_.start(mm::kernel_space().root, kSmallRegion);
        u32 const large = kSmallRegion.pages() - 1 - kPages - 1; // the border, and its own guard
        CHECK(areas_.take(large, mm::AreaKind::Stack, VirtAddr{}).must() == kPages);
        entries_ = &areas_.tables().entry(0);
        bytes_.add(&areas_, sizeof areas_);
        bytes_.add(entries_, kPages * sizeof *entries_);
        bytes_.add(taken_.data(), sizeof taken_);
    }

    tests::Bytes& bytes() { return bytes_; }
    u32 choices() const { return kMostWanted + static_cast<u32>(guards().size()); }
    void apply(u32 choice)
    {
        if (choice < kMostWanted) return take(choice + 1);
        give(guards()[choice - kMostWanted]);
    }
    u64 state() const
    {
        std::array<u32, (sizeof areas_ + kPages * sizeof *entries_) / sizeof(u32)> words{};
        std::memcpy(words.data(), &areas_, sizeof areas_);
        std::memcpy(words.data() + sizeof areas_ / sizeof(u32), entries_, kPages * sizeof *entries_);
        return tests::hash_of(words);
    }

private:
    std::vector<u32> guards() const
    {
        std::vector<u32> found;
        for (u32 page = 0; page < kPages; ++page)
            if (taken_[page] != 0) found.push_back(page);
        return found;
    }
    bool is_unused(u32 page) const
    {
        return std::ranges::none_of(guards(),
                                    [&](u32 guard) { return guard <= page && page < guard + taken_[guard]; });
    }
    /// Lengths of the unused stretches, in the order of their addresses.
    std::vector<std::pair<u32, u32>> stretches() const
    {
        std::vector<std::pair<u32, u32>> found;
        for (u32 page = 0; page < kPages; ++page) {
            if (!is_unused(page)) continue;
            if (!found.empty() && found.back().first + found.back().second == page) {
                ++found.back().second;
            } else {
                found.emplace_back(page, 1);
            }
        }
        return found;
    }

    void take(u32 pages)
    {
        bool const has_room =
            std::ranges::any_of(stretches(), [&](auto const& stretch) { return stretch.second > pages; });
        auto const guard = areas_.take(pages, mm::AreaKind::Mapped, VirtAddr{0xC012'3456});
        ASSERT_EQ(static_cast<bool>(guard), has_room) << pages;
        if (!guard) return;
        auto const tag = areas_.tables().tag(*guard);
        ASSERT_EQ(tag.usable(), pages);
        ASSERT_LE(*guard + tag.pages(), kPages);
        for (u32 page = *guard; page < *guard + tag.pages(); ++page) {
            ASSERT_TRUE(is_unused(page)) << page;
            if (page != *guard) {
                ASSERT_EQ(areas_.tables().tag(page).kind(), mm::AreaKind::None) << "not empty: " << page;
            }
        }
        taken_[*guard] = tag.pages();
        expect_tags_to_tell_all();
    }
    void give(u32 guard)
    {
        areas_.give(guard);
        taken_[guard] = 0;
        expect_tags_to_tell_all();
    }
    // Each stretch is one, however it came about.
    void expect_tags_to_tell_all() const
    {
        u32 unused = 0;
        for (auto const& [first, pages] : stretches()) {
            unused += pages;
            auto const tag = areas_.tables().tag(first);
            ASSERT_EQ(tag.kind(), mm::AreaKind::Free) << first;
            ASSERT_EQ(tag.pages(), pages) << first;
            if (pages > 1) {
                ASSERT_EQ(areas_.tables().tag(first + pages - 1).kind(), mm::AreaKind::FreeEnd) << first;
            }
        }
        ASSERT_EQ(areas_.unused_pages(), unused);
        for (u32 const guard : guards()) ASSERT_TRUE(areas_.tables().tag(guard).in_use());
        ASSERT_EQ(areas_.tables().tag(kPages).kind(), mm::AreaKind::Stack) << "not ours";
    }

    mm::AreaAllocator areas_;
    mm::PteSlot* entries_ = nullptr;
    std::array<u32, kPages> taken_{}; ///< by guard: pages, with it
    tests::Bytes bytes_;
};

class AreaSequences : public sim::BootedMachine {
protected:
    AreaSequences() : BootedMachine{{.memory = 64_MiB}} {}
};

TEST_F(AreaSequences, OfEveryKindDoWhatTheNaiveAllocatorDoes)
{
    AreaSequence subject;
    tests::AllSequences all{subject};
    all.try_all(kAddressSanitizer ? 7 : 9); // the build without it tries all
    std::cout << "             " << all.states() << " states, " << all.operations() << " operations\n";
    EXPECT_GT(all.states(), 1'000u);
}

} // namespace
