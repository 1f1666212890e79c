// SPDX-License-Identifier: MIT
#include "kernel/log/log_ring.hpp"

#include "lib/check.hpp"

#include <algorithm>

namespace kernel {

namespace {

constexpr u32 kMagic = 0x676F'4C44; // "DLog"

char shown(std::byte letter)
{
    auto const value = static_cast<char>(letter);
    return (value >= ' ' && value <= '~') || value == '\n' ? value : ' ';
}

} // namespace

u32 LogRing::check_of(Header const& header) { return ~(header.magic + 3 * header.written + 5 * header.sum); }

// Odd, so that a letter that changes changes the sum; different for each place, so that two that change
// places do.
u32 LogRing::weight(u32 place, std::byte letter)
{
    return (2 * place + 1) * (std::to_integer<u32>(letter) + 1);
}

bool LogRing::is_whole() const
{
    if (header_->magic != kMagic || header_->check != check_of(*header_)) return false;
    if (header_->written >= 2 * kLetters) return false;
    u32 sum = 0;
    u32 const kept = std::min(header_->written, kLetters);
    for (u32 place = 0; place < kept; ++place) sum += weight(place, letters_[place]);
    return sum == header_->sum;
}

void LogRing::start(std::span<std::byte> memory, Log& last)
{
    CHECK(memory.size() == kBytes);
    // Plain numbers, which may lie in any bytes that are aligned for them.
    header_ = reinterpret_cast<Header*>(memory.data());
    letters_ = memory.subspan(kHeaderBytes);
    last.clear();
    if (is_whole()) {
        u32 const kept = std::min(header_->written, kLetters);
        for (u32 count = 0; count < kept; ++count) {
            char const letter = shown(letters_[(header_->written - kept + count) % kLetters]);
            last.append({&letter, 1});
        }
    }
    *header_ = {kMagic, 0, 0, 0};
    header_->check = check_of(*header_);
}

void LogRing::put(char letter)
{
    u32 const place = header_->written % kLetters;
    if (header_->written >= kLetters) header_->sum -= weight(place, letters_[place]);
    letters_[place] = static_cast<std::byte>(letter);
    header_->sum += weight(place, letters_[place]);
    if (++header_->written == 2 * kLetters) header_->written = kLetters;
}

void LogRing::write(std::string_view text)
{
    if (header_ == nullptr) return;
    for (char const letter : text) put(letter);
    header_->check = check_of(*header_);
}

} // namespace kernel
