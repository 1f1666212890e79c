// SPDX-License-Identifier: MIT
// The inside of print(): takes a format apart and writes each value. See lib/format.hpp for the notation.
#include "lib/format.hpp"

namespace lib {

namespace {

struct Spec {
    bool hexadecimal = false;
    bool prefix = false; // 0x in front of hexadecimal
    bool zeros = false;  // fill with zeros, not with blanks
    bool left = false;
    bool right = false;
    std::size_t width = 0;
};

Spec parse_spec(std::string_view text)
{
    Spec spec;
    for (char const letter : text) {
        switch (letter) {
        case 'x': spec.hexadecimal = true; break;
        case '#': spec.prefix = true; break;
        case '<': spec.left = true; break;
        case '>': spec.right = true; break;
        case '0':
            if (spec.width == 0) {
                spec.zeros = true;
                break;
            }
            [[fallthrough]];
        default:
            if (letter >= '0' && letter <= '9')
                spec.width = spec.width * 10 + static_cast<std::size_t>(letter - '0');
        }
    }
    return spec;
}

void fill(Sink& sink, char letter, std::size_t count)
{
    for (; count > 0; --count) sink.write({&letter, 1});
}

// A number's digits, written from the last to the first because that is the order in which they fall out.
class Digits {
public:
    Digits(u64 number, u32 base)
    {
        do {
            bytes_[--begin_] = "0123456789abcdef"[number % base];
            number /= base;
        } while (number != 0);
    }
    [[nodiscard]] std::string_view view() const { return {bytes_.data() + begin_, bytes_.size() - begin_}; }

private:
    std::array<char, 20> bytes_; // 2^64 has 20 decimal digits
    std::size_t begin_ = bytes_.size();
};

void write_padded(Sink& sink, Spec const& spec, std::string_view front, std::string_view body,
                  std::size_t zeros)
{
    auto const used = front.size() + zeros + body.size();
    auto const blanks = spec.width > used ? spec.width - used : 0;
    if (!spec.left) fill(sink, ' ', blanks);
    sink.write(front);
    fill(sink, '0', zeros);
    sink.write(body);
    if (spec.left) fill(sink, ' ', blanks);
}

void write_number(Sink& sink, Spec const& spec, FormatValue const& value)
{
    bool const address = value.kind() == FormatValue::Kind::Address;
    bool const negative = value.kind() == FormatValue::Kind::Signed && static_cast<i64>(value.number()) < 0;
    bool const hexadecimal = spec.hexadecimal || address;
    Digits const digits{negative ? 0 - value.number() : value.number(), hexadecimal ? 16u : 10u};
    bool const with_prefix = spec.prefix || (address && !spec.hexadecimal);
    std::string_view const front = with_prefix && hexadecimal ? "0x" : negative ? "-" : "";

    std::size_t least = address && !spec.hexadecimal ? value.digits() : 0;
    if (spec.zeros) least = spec.width - std::min(spec.width, front.size());
    auto const body = digits.view();
    write_padded(sink, spec, front, body, least > body.size() ? least - body.size() : 0);
}

void write_value(Sink& sink, Spec spec, FormatValue const& value)
{
    char const letter = static_cast<char>(value.number());
    switch (value.kind()) {
    case FormatValue::Kind::Text:
        spec.left = !spec.right; // text is left-aligned unless told otherwise
        return write_padded(sink, spec, "", value.text(), 0);
    case FormatValue::Kind::Letter: return write_padded(sink, spec, "", {&letter, 1}, 0);
    case FormatValue::Kind::Counted:
        write_number(sink, spec, value);
        sink.write(" ");
        sink.write(value.text());
        return sink.write(value.number() == 1 ? "" : value.text().ends_with('x') ? "es" : "s");
    default: return write_number(sink, spec, value);
    }
}

} // namespace

void print_values(Sink& sink, std::string_view format, std::span<FormatValue const> values)
{
    while (!format.empty()) {
        auto const plain = std::min(format.find_first_of("{}"), format.size());
        sink.write(format.substr(0, plain));
        format.remove_prefix(plain);
        if (format.empty()) return;
        if (format.size() > 1 && format[1] == format[0]) {
            sink.write(format.substr(0, 1));
            format.remove_prefix(2);
            continue;
        }
        auto const end = std::min(format.find('}'), format.size() - 1);
        if (values.empty()) {
            sink.write("{?}");
        } else {
            write_value(sink, parse_spec(format.substr(1, end - 1)), values.front());
            values = values.subspan(1);
        }
        format.remove_prefix(end + 1);
    }
}

} // namespace lib
