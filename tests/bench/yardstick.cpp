// SPDX-License-Identifier: MIT
// A fixed piece of work, to weigh a processor by: what work.ini allows is in seconds of one on which this
// takes `yardstick` of them. Ordered maps of strings, for their branches and their misses of the caches: what
// compilers and emulators are made of. Read next: work.py.
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

namespace {

// Marsaglia's xorshift: the same numbers with every library.
std::uint32_t next(std::uint32_t& state)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

std::uint64_t one_round(std::uint32_t& state)
{
    std::map<std::string, std::uint32_t> words;
    for (int i = 0; i < 100'000; ++i) {
        words["a word with the number " + std::to_string(next(state) % 65'536)] += 1;
    }
    std::uint64_t sum = 0;
    for (auto const& [word, times] : words) {
        sum = sum * 31 + word.size() * times;
    }
    return sum;
}

} // namespace

int main()
{
    std::uint32_t state = 2020;
    std::uint64_t sum = 0;
    for (int round = 0; round < 8; ++round) {
        sum += one_round(state);
    }
    std::printf("%llu\n", static_cast<unsigned long long>(sum)); // so that no compiler leaves the work out
}
