// SPDX-License-Identifier: MIT
// The functions that compilers call of their own accord (arch/x86_32/cpu/string.asm), for every short
// length.
#include "runs/test/test_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kernel {

namespace {

using Bytes = std::array<unsigned char, 32>;

// volatile: called as functions, although the compiler knows what they do.
void* (*volatile copy)(void*, void const*, std::size_t) = std::memcpy;
void* (*volatile move)(void*, void const*, std::size_t) = std::memmove;
void* (*volatile set)(void*, int, std::size_t) = std::memset;
int (*volatile compare)(void const*, void const*, std::size_t) = std::memcmp;

Bytes counted()
{
    Bytes bytes;
    for (u32 index = 0; index < bytes.size(); ++index) bytes[index] = static_cast<unsigned char>(index + 1);
    return bytes;
}

bool all_are(std::span<unsigned char const> bytes, unsigned char value)
{
    return std::all_of(bytes.begin(), bytes.end(), [value](unsigned char byte) { return byte == value; });
}

void memcpy_copies_just_its_length(TestRun& test)
{
    Bytes const source = counted();
    for (u32 length = 0; length < source.size(); ++length) {
        Bytes target{};
        copy(target.data(), source.data(), length);
        test.expect(std::equal(target.begin(), target.begin() + length, source.begin()), "length {}", length);
        test.expect(all_are(std::span{target}.subspan(length), 0), "behind length {}", length);
    }
}

void memmove_survives_overlap_both_ways(TestRun& test)
{
    Bytes const before = counted();
    for (u32 distance = 0; distance < 8; ++distance) {
        Bytes up = before;
        move(up.data() + distance, up.data(), 20);
        test.expect(std::equal(before.begin(), before.begin() + 20, up.begin() + distance), "{} up",
                    distance);
        Bytes down = before;
        move(down.data(), down.data() + distance, 20);
        test.expect(std::equal(down.begin(), down.begin() + 20, before.begin() + distance), "{} down",
                    distance);
    }
}

void memset_fills_just_its_length(TestRun& test)
{
    for (u32 length = 0; length < Bytes{}.size(); ++length) {
        Bytes bytes{};
        set(bytes.data(), 0x1A5, length); // only the low byte counts
        test.expect(all_are(std::span{bytes}.first(length), 0xA5), "length {}", length);
        test.expect(all_are(std::span{bytes}.subspan(length), 0), "behind length {}", length);
    }
}

void memcmp_orders_by_the_first_difference(TestRun& test)
{
    Bytes const one = counted();
    Bytes other = one;
    other[5] = 0xFF; // larger, even where bytes are signed
    other[6] = 0;
    test.expect(compare(one.data(), other.data(), one.size()) < 0, "not below");
    test.expect(compare(other.data(), one.data(), one.size()) > 0, "not above");
    test.expect(compare(one.data(), other.data(), 5) == 0, "not equal before the difference");
    test.expect(compare(one.data(), other.data(), 0) == 0, "nothing is not equal to nothing");
}

constexpr GuestTest kMemoryTests[] = {
    {"memory_memcpy_copies_just_its_length", memcpy_copies_just_its_length},
    {"memory_memmove_survives_overlap_both_ways", memmove_survives_overlap_both_ways},
    {"memory_memset_fills_just_its_length", memset_fills_just_its_length},
    {"memory_memcmp_orders_by_the_first_difference", memcmp_orders_by_the_first_difference},
};

} // namespace

std::span<GuestTest const> memory_tests() { return kMemoryTests; }

} // namespace kernel
