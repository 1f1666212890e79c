// SPDX-License-Identifier: MIT
// The last 16 KiB of the log, in memory that a reset keeps, so that the next boot can tell how this one
// ended. What lies there at a boot may be anything: it is believed only if all of it fits together. Pure.
//
//   | magic | written | sum | check |  letters, written % kLetters is the next one ...             |
//                                      |<------------------- kLetters ------------------------->|
#pragma once

#include "lib/text.hpp"

#include <span>

namespace kernel {

class LogRing final : public lib::Sink {
public:
    static constexpr u32 kBytes = 16u << 10;
    static constexpr u32 kHeaderBytes = 16;
    static constexpr u32 kLetters = kBytes - kHeaderBytes;
    using Log = lib::Text<kLetters>;

    /// Takes over `memory`, kBytes of it and 4-byte aligned, and begins an empty log there. Before that, puts
    /// the log that lies there into `last`, the oldest letters first; nothing if there is none, or none that
    /// is whole. Letters that could move a terminal's cursor are shown as blanks. Once.
    void start(std::span<std::byte> memory, Log& last);

    /// Before start(), text is lost. Not for two CPUs at once.
    void write(std::string_view text) override;

private:
    struct Header {
        u32 magic;
        u32 written; ///< letters so far; of many, as many as leave their number in the ring the same, below 2
                     ///< * kLetters
        u32 sum;     ///< over the letters and where they stand
        u32 check;   ///< over the three
    };
    static_assert(sizeof(Header) == kHeaderBytes);

    static u32 check_of(Header const& header);
    static u32 weight(u32 place, std::byte letter);
    [[nodiscard]] bool is_whole() const;
    void put(char letter);

    Header* header_ = nullptr;
    std::span<std::byte> letters_;
};

} // namespace kernel
