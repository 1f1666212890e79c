// SPDX-License-Identifier: MIT
// Formatted text for consoles, reports and tests: print(sink, "slot {} at {:#x}", slot, address). The format
// is checked when it is compiled: a hole without an argument, or an argument without a hole, does not build.
//
//   {}      as people read it: numbers in decimal; addresses and frame numbers in hexadecimal, 0x in front
//   {:x}    hexadecimal          {:#x}  with 0x          {:08x}  filled with zeros to 8 columns
//   {:>6}   right in 6 columns   {:<6}  left             {{ }}   the braces themselves
#pragma once

#include "lib/address.hpp"
#include "lib/text.hpp"

#include <concepts>
#include <span>
#include <type_traits>

namespace lib {

/// That many things, as people say it: "1 byte", "2 bytes". `thing` is one of them.
struct Counted {
    u64 number;
    std::string_view thing;
};

/// One value to print, with its type reduced to the few ways in which anything is printed.
class FormatValue {
public:
    enum class Kind : u8 { Text, Letter, Unsigned, Signed, Address, Counted };

    FormatValue(std::string_view text) : kind_{Kind::Text}, text_{text} {}
    FormatValue(char const* text) : FormatValue{std::string_view{text}} {}
    FormatValue(bool truth) : FormatValue{truth ? "true" : "false"} {}
    FormatValue(char letter) : kind_{Kind::Letter}, number_{static_cast<unsigned char>(letter)} {}
    FormatValue(std::unsigned_integral auto number) : kind_{Kind::Unsigned}, number_{number} {}
    FormatValue(std::signed_integral auto number)
        : kind_{Kind::Signed}, number_{static_cast<u64>(i64{number})}
    {
    }
    FormatValue(VirtAddr address) : kind_{Kind::Address}, digits_{8}, number_{address.raw()} {}
    FormatValue(PhysAddr address) : kind_{Kind::Address}, digits_{8}, number_{address.raw()} {}
    FormatValue(Pfn pfn) : kind_{Kind::Address}, digits_{1}, number_{pfn.raw()} {}
    FormatValue(Counted counted) : kind_{Kind::Counted}, number_{counted.number}, text_{counted.thing} {}
    template <std::size_t Capacity> FormatValue(Text<Capacity> const& text) : FormatValue{text.view()} {}
    FormatValue(void const*) = delete; // would print as a bool: say VirtAddr, or what it is

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] u8 digits() const { return digits_; } ///< of an address: how many at least
    [[nodiscard]] u64 number() const { return number_; }
    [[nodiscard]] std::string_view text() const { return text_; }

private:
    Kind kind_;
    u8 digits_ = 0;
    u64 number_ = 0;
    std::string_view text_;
};

/// The number of holes in a format, or -1 if a brace has no partner.
consteval int format_holes(std::string_view format)
{
    int holes = 0;
    for (std::size_t at = 0; at < format.size(); ++at) {
        bool const doubled = at + 1 < format.size() && format[at] == format[at + 1];
        if (format[at] == '}' && !doubled) return -1;
        if ((format[at] == '{' || format[at] == '}') && doubled) {
            ++at;
        } else if (format[at] == '{') {
            at = format.find('}', at);
            if (at == std::string_view::npos) return -1;
            ++holes;
        }
    }
    return holes;
}

/// Declared but never defined: since it is not constexpr, the compiler complains at the mistaken print().
void holes_and_values_differ_in_number();

/// A literal that has as many holes as there are values. Converts from literals only.
template <class... Values> class FormatString {
public:
    consteval FormatString(char const* literal) : view_{literal}
    {
        if (format_holes(view_) != int{sizeof...(Values)}) holes_and_values_differ_in_number();
    }
    [[nodiscard]] constexpr std::string_view view() const { return view_; }

private:
    std::string_view view_;
};

/// What print() comes down to; one copy of this code serves every call. A hole for which there is no value
/// prints "{?}".
void print_values(Sink& sink, std::string_view format, std::span<FormatValue const> values);

/// Writes `format` with its holes filled to `sink`. Any context in which `sink` may be written.
template <class... Values>
void print(Sink& sink, FormatString<std::type_identity_t<Values>...> format, Values const&... values)
{
    if constexpr (sizeof...(Values) == 0) {
        print_values(sink, format.view(), {});
    } else {
        FormatValue const list[] = {FormatValue{values}...};
        print_values(sink, format.view(), list);
    }
}

/// The same, returned as a value, cut to `Capacity` bytes.
template <std::size_t Capacity, class... Values>
[[nodiscard]] Text<Capacity> formatted(FormatString<std::type_identity_t<Values>...> format,
                                       Values const&... values)
{
    Text<Capacity> text;
    print<Values...>(text, format, values...);
    return text;
}

} // namespace lib
