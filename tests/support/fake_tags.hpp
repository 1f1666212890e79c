// SPDX-License-Identifier: MIT
// The tags of a multiboot 2 loader, for tests to build honestly or not.
#pragma once

#include "boot/multiboot.hpp"

#include <cstring>
#include <string_view>
#include <vector>

class FakeTags {
public:
    struct Line {
        u64 begin, bytes;
        u32 type;
    };

    /// A tag of this type that says it has `bytes` bytes, whatever it has.
    void damaged(u32 type, u32 bytes)
    {
        number(type, 4);
        number(bytes, 4);
    }
    void add(u32 type, std::vector<u8> const& content)
    {
        damaged(type, static_cast<u32>(8 + content.size()));
        bytes_.insert(bytes_.end(), content.begin(), content.end());
        bytes_.resize((bytes_.size() + 7) & ~std::size_t{7});
    }
    void text(u32 type, std::string_view letters)
    {
        std::vector<u8> content{letters.begin(), letters.end()};
        content.push_back(0);
        add(type, content);
    }
    void sizes(u32 lower_kib, u32 upper_kib) { words(4, {lower_kib, upper_kib}); }
    void module(u32 begin, u32 end) { words(3, {begin, end, 0}); }

    /// Lines of `line_bytes`, which the tag says are `claimed` if that is not 0.
    void map(std::vector<Line> const& lines, u32 line_bytes = 24, u32 claimed = 0)
    {
        damaged(6, static_cast<u32>(16 + lines.size() * line_bytes));
        number(claimed == 0 ? line_bytes : claimed, 4);
        number(0, 4);
        for (Line const& line : lines) {
            auto const end = bytes_.size() + line_bytes;
            number(line.begin, 8);
            number(line.bytes, 8);
            number(line.type, 4);
            bytes_.resize(end, 0xEE);
        }
    }
    /// Kind 1 has its colours behind it: shift and bits of red, green, blue.
    void framebuffer(u64 address, u32 pitch, u32 width, u32 height, u8 bits, u8 kind)
    {
        std::vector<u8> content(24);
        auto const put = [&content](std::size_t at, auto value) {
            std::memcpy(content.data() + at, &value, sizeof(value));
        };
        put(0, address);
        put(8, pitch);
        put(12, width);
        put(16, height);
        content[20] = bits;
        content[21] = kind;
        content.insert(content.end(), {16, 8, 8, 8, 0, 8});
        add(8, content);
    }

    [[nodiscard]] kernel::BootInfo read()
    {
        damaged(0, 8);
        kernel::BootInfo result;
        boot::read_multiboot_tags(std::as_bytes(std::span{bytes_}), result);
        return result;
    }

private:
    void number(u64 value, std::size_t bytes)
    {
        for (std::size_t index = 0; index < bytes; ++index)
            bytes_.push_back(static_cast<u8>(value >> (8 * index)));
    }
    void words(u32 type, std::vector<u32> const& values)
    {
        std::vector<u8> content(values.size() * 4);
        std::memcpy(content.data(), values.data(), content.size());
        add(type, content);
    }

    std::vector<u8> bytes_ = std::vector<u8>(8); // the structure's own head
};
