// SPDX-License-Identifier: MIT
// What a handle allows. Rights only shrink on the way from one handle to the next: there is no operation that
// adds one.
#pragma once

#include <cstdint>

namespace uapi {

class Rights {
public:
    constexpr Rights() = default;

    [[nodiscard]] static constexpr Rights all() { return Rights{0xFF}; }
    /// From a program's word: bits that name no right are those of rights that nobody has.
    [[nodiscard]] static constexpr Rights from_word(std::uint8_t word) { return Rights{word}; }
    [[nodiscard]] constexpr std::uint8_t word() const { return bits_; }

    [[nodiscard]] constexpr bool include(Rights needed) const { return (needed.bits_ & ~bits_) == 0; }
    /// Those of `needed` that are not here.
    [[nodiscard]] constexpr Rights missing(Rights needed) const
    {
        return Rights{static_cast<std::uint8_t>(needed.bits_ & ~bits_)};
    }
    constexpr bool operator==(Rights const&) const = default;
    friend constexpr Rights operator|(Rights a, Rights b)
    {
        return Rights{static_cast<std::uint8_t>(a.bits_ | b.bits_)};
    }

private:
    constexpr explicit Rights(std::uint8_t bits) : bits_{bits} {}

    std::uint8_t bits_ = 0;
};

inline constexpr Rights kRead = Rights::from_word(1);    ///< look at the content
inline constexpr Rights kWrite = Rights::from_word(2);   ///< change the content
inline constexpr Rights kExecute = Rights::from_word(4); ///< run the content
inline constexpr Rights kCopy = Rights::from_word(8);    ///< make further handles, with these rights or fewer

} // namespace uapi
