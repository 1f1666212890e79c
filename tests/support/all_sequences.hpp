// SPDX-License-Identifier: MIT
// Every sequence of operations on something small, up to a length. A state that was met before with as many
// operations still to come is not gone into again, so that sequences which only differ in their order count
// once.
#pragma once

#include "lib/types.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <span>
#include <unordered_map>
#include <vector>

namespace tests {

/// An object's memory, put aside and put back as the bytes that it is.
class Bytes {
public:
    void add(void* begin, std::size_t bytes) { parts_.push_back({static_cast<std::byte*>(begin), bytes}); }

    [[nodiscard]] std::vector<std::byte> save() const
    {
        std::vector<std::byte> all;
        for (auto const part : parts_) all.insert(all.end(), part.begin(), part.end());
        return all;
    }
    void restore(std::vector<std::byte> const& all) const
    {
        std::byte const* from = all.data();
        for (auto const part : parts_) {
            std::memcpy(part.data(), from, part.size());
            from += part.size();
        }
    }

private:
    std::vector<std::span<std::byte>> parts_;
};

/// `Subject` has bytes(), the memory that operations change; choices(), how many operations are possible now;
/// apply(n), which does one of them and checks all that it can; and state(), what tells two states apart.
template <class Subject> class AllSequences {
public:
    explicit AllSequences(Subject& subject) : subject_{subject} {}

    /// Stops at the first failure of the test.
    void try_all(u32 length)
    {
        auto const [place, is_new] = seen_.try_emplace(subject_.state(), length);
        if (!is_new && place->second >= length) return;
        place->second = length;
        if (length == 0) return;
        auto const here = subject_.bytes().save();
        u32 const choices = subject_.choices();
        for (u32 choice = 0; choice < choices; ++choice) {
            subject_.apply(choice);
            ++operations_;
            if (testing::Test::HasFailure()) return;
            try_all(length - 1);
            if (testing::Test::HasFailure()) return;
            subject_.bytes().restore(here);
        }
    }

    [[nodiscard]] u64 states() const { return seen_.size(); }
    [[nodiscard]] u64 operations() const { return operations_; }

private:
    Subject& subject_;
    std::unordered_map<u64, u32> seen_; ///< and how many operations were still to come, at most
    u64 operations_ = 0;
};

/// FNV-1a, over words.
[[nodiscard]] inline u64 hash_of(std::span<u32 const> words)
{
    u64 hash = 0xCBF2'9CE4'8422'2325;
    for (u32 const word : words) hash = (hash ^ word) * 0x100'0000'01B3 ^ hash >> 31;
    return hash;
}

} // namespace tests
