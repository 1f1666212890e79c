// SPDX-License-Identifier: MIT
// Every sequence of allocations, frees and merges on a zone of a dozen frames, against the naive allocator: a
// list of what is taken. Up to 11 operations: 146 000 states, half a CPU-second. (A zone so small never fills
// a hot list, which has room for 16 blocks: tests/mm/buddy_zone_test.cpp does.)
#include "mm/buddy_zone.hpp"
#include "tests/sim/sanitizers.hpp"
#include "tests/support/all_sequences.hpp"

#include <algorithm>
#include <iostream>
#include <map>

namespace {

// No border is aligned to more than two frames, so no merge may reach out of the zone.
constexpr u32 kFirst = 2, kEnd = 14, kLargest = 3;

class BuddySequence {
public:
    BuddySequence()
    {
        infos_[kFirst - 2].set_free(1, mm::FrameInfo::kNoFrame); // another zone's
        infos_[kEnd].set_free(1, mm::FrameInfo::kNoFrame);
        zone_.start(infos_.data(), {Pfn{kFirst}, Pfn{kEnd}});
        zone_.add({Pfn{kFirst}, Pfn{kEnd}});
        bytes_.add(&zone_, sizeof zone_);
        bytes_.add(infos_.data(), sizeof infos_);
        bytes_.add(taken_.data(), sizeof taken_);
        find_the_lock();
    }

    tests::Bytes& bytes() { return bytes_; }
    u32 choices() const { return kLargest + 2 + static_cast<u32>(heads().size()); }
    void apply(u32 choice)
    {
        if (choice <= kLargest) return alloc(choice);
        if (choice == kLargest + 1) return cool_down();
        free(heads()[choice - kLargest - 2]);
    }
    u64 state() const
    {
        std::array<u32, sizeof zone_ / sizeof(u32) + sizeof infos_ / sizeof(u32)> words{};
        std::memcpy(words.data(), &zone_, sizeof zone_);
        for (u32 const word : of_the_lock_) words[word] = 0;
        std::memcpy(words.data() + sizeof zone_ / sizeof(u32), infos_.data(), sizeof infos_);
        return tests::hash_of(words);
    }

private:
    /// First frames of what is taken.
    std::vector<u32> heads() const
    {
        std::vector<u32> found;
        for (u32 pfn = kFirst; pfn < kEnd; ++pfn)
            if (taken_[pfn] != 0) found.push_back(pfn);
        return found;
    }
    bool is_free(u32 begin, u32 end) const
    {
        if (begin < kFirst || end > kEnd) return false;
        return std::ranges::none_of(heads(),
                                    [&](u32 head) { return head < end && begin < head + frames_at(head); });
    }
    u32 frames_at(u32 head) const { return 1u << (taken_[head] - 1); }
    bool has_room(u32 order) const
    {
        u32 const frames = 1u << order;
        for (u32 pfn = 0; pfn < kEnd; pfn += frames)
            if (is_free(pfn, pfn + frames)) return true;
        return false;
    }
    u32 free_frames() const
    {
        u32 taken = 0;
        for (u32 const head : heads()) taken += frames_at(head);
        return kEnd - kFirst - taken;
    }

    void alloc(u32 order)
    {
        auto const pfn = zone_.alloc(order);
        ASSERT_EQ(pfn.has_value(), has_room(order)) << "order " << order;
        if (!pfn) return;
        ASSERT_EQ(pfn->raw() % (1u << order), 0u);
        ASSERT_TRUE(is_free(pfn->raw(), pfn->raw() + (1u << order))) << pfn->raw();
        taken_[pfn->raw()] = order + 1;
        ASSERT_EQ(zone_.free_frames(), free_frames());
    }
    void free(u32 head)
    {
        u32 const order = taken_[head] - 1;
        ASSERT_FALSE(zone_.free(Pfn{head}, order + 1, 1)) << "another order";
        ASSERT_FALSE(zone_.free(Pfn{head}, order, 2)) << "others have it, too";
        ASSERT_TRUE(zone_.free(Pfn{head}, order, 1));
        ASSERT_FALSE(zone_.free(Pfn{head}, order, 1)) << "twice";
        taken_[head] = 0;
        ASSERT_EQ(zone_.free_frames(), free_frames());
    }
    // Afterwards there is every free block that is aligned and not half of another.
    void cool_down()
    {
        zone_.cool_down();
        for (u32 order = 0; order <= kLargest; ++order) {
            u32 const frames = 1u << order;
            u32 blocks = 0;
            for (u32 pfn = 0; pfn < kEnd; pfn += frames) {
                u32 const whole = pfn & ~frames;
                if (is_free(pfn, pfn + frames) && !is_free(whole, whole + 2 * frames)) ++blocks;
            }
            ASSERT_EQ(zone_.free_blocks(order), blocks) << "order " << order;
        }
    }

    // Its tickets count on for ever: the words that a mere question changes.
    void find_the_lock()
    {
        std::array<u32, sizeof zone_ / sizeof(u32)> before{}, after{};
        std::memcpy(before.data(), &zone_, sizeof zone_);
        (void)zone_.free_frames();
        std::memcpy(after.data(), &zone_, sizeof zone_);
        for (u32 word = 0; word < before.size(); ++word)
            if (before[word] != after[word]) of_the_lock_.push_back(word);
    }

    mm::BuddyZone zone_;
    std::array<mm::FrameInfo, 2 * kEnd> infos_{};
    std::array<u32, kEnd> taken_{}; ///< by first frame: its order and 1 more
    tests::Bytes bytes_;
    std::vector<u32> of_the_lock_;
};

TEST(BuddySequences, OfEveryKindDoWhatTheNaiveAllocatorDoes)
{
    BuddySequence subject;
    tests::AllSequences all{subject};
    all.try_all(kAddressSanitizer ? 9 : 11); // the build without it tries all
    std::cout << "             " << all.states() << " states, " << all.operations() << " operations\n";
    EXPECT_GT(all.states(), 10'000u);
}

} // namespace
