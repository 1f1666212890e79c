// SPDX-License-Identifier: MIT
// Text in a fixed buffer: no allocation; never overflows; remembers whether it was cut.
#pragma once

#include "lib/types.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace lib {

/// Where formatted text goes: a buffer, a console. See lib/format.hpp.
class Sink {
public:
    virtual void write(std::string_view text) = 0;

protected:
    ~Sink() = default; // never deleted through this type
};

template <std::size_t Capacity> class Text final : public Sink {
public:
    static constexpr std::size_t kCapacity = Capacity;

    constexpr Text() = default;
    constexpr Text(std::string_view text) { append(text); }

    constexpr void append(std::string_view text)
    {
        auto const taken = std::min(text.size(), Capacity - size_);
        std::copy_n(text.data(), taken, bytes_.data() + size_);
        size_ += taken;
        cut_ = cut_ || taken < text.size();
    }
    void write(std::string_view text) override { append(text); }
    constexpr void clear() { size_ = 0, cut_ = false; }

    [[nodiscard]] constexpr std::string_view view() const { return {bytes_.data(), size_}; }
    [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
    [[nodiscard]] constexpr bool cut() const { return cut_; } ///< something did not fit

private:
    std::array<char, Capacity> bytes_{};
    std::size_t size_ = 0;
    bool cut_ = false;
};

} // namespace lib
