// SPDX-License-Identifier: MIT
#include "tests/exploration/memory.hpp"

#include <cstring>
#include <sstream>

namespace exploration {

// In lanes, which do not wait for each other: a multiplication takes cycles, but one begins in each.
u64 hash_bytes(std::span<std::byte const> bytes, u64 seed)
{
    std::array<u64, 4> lanes{seed, 1, 2, 3};
    while (bytes.size() >= sizeof lanes) {
        std::array<u64, 4> words;
        std::memcpy(words.data(), bytes.data(), sizeof words);
        for (u32 lane = 0; lane < lanes.size(); ++lane) lanes[lane] = mix(lanes[lane], words[lane]);
        bytes = bytes.subspan(sizeof words);
    }
    u64 hash = mix(mix(mix(lanes[0], lanes[1]), lanes[2]), lanes[3]);
    for (std::byte const byte : bytes) hash = mix(hash, static_cast<u64>(byte));
    return hash;
}

void append(std::vector<std::byte>& to, std::span<std::byte const> bytes)
{
    auto const before = to.size();
    to.resize(before + bytes.size());
    std::memcpy(to.data() + before, bytes.data(), bytes.size());
}

std::span<std::byte const> take(std::span<std::byte const> from, std::span<std::byte> to)
{
    std::memcpy(to.data(), from.data(), to.size());
    return from.subspan(to.size());
}

bool Memory::Range::contains(u64 address) const
{
    auto const begin = reinterpret_cast<std::uintptr_t>(bytes.data());
    return address - begin < bytes.size();
}

void Memory::add(std::string name, Kind kind, std::span<std::byte> bytes)
{
    ranges_.push_back({std::move(name), kind, bytes});
}

Kind Memory::kind(u64 address) const
{
    for (Range const& range : ranges_)
        if (range.contains(address)) return range.kind;
    return Kind::None;
}

std::string Memory::name(u64 address) const
{
    std::ostringstream text;
    for (Range const& range : ranges_) {
        if (!range.contains(address)) continue;
        text << range.name << "+0x" << std::hex
             << address - reinterpret_cast<std::uintptr_t>(range.bytes.data());
        return text.str();
    }
    text << "0x" << std::hex << address;
    return text.str();
}

u64 Memory::hash() const
{
    u64 hash = 0;
    for (Range const& range : ranges_) hash = hash_bytes(range.bytes, hash);
    return hash;
}

void Memory::save(std::vector<std::byte>& to) const
{
    for (Range const& range : ranges_) append(to, range.bytes);
}

std::span<std::byte const> Memory::restore(std::span<std::byte const> from) const
{
    for (Range const& range : ranges_) from = take(from, range.bytes);
    return from;
}

} // namespace exploration
