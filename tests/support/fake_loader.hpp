// SPDX-License-Identifier: MIT
// A boot loader's information in a small physical memory, for tests to build honestly or not.
#pragma once

#include "boot/multiboot.hpp"

#include <cstring>
#include <initializer_list>
#include <string_view>
#include <vector>

class FakeLoader {
public:
    static constexpr u32 kInfo = 0x1000;
    static constexpr u32 kMap = 0x2000;
    static constexpr u32 kModules = 0x6000;
    static constexpr u32 kText = 0x7000;

    explicit FakeLoader(std::size_t bytes = 0x9000) : memory(bytes) {}

    void word(u32 address, u32 value) { std::memcpy(memory.data() + address, &value, sizeof(value)); }
    void quad(u32 address, u64 value) { std::memcpy(memory.data() + address, &value, sizeof(value)); }
    void text(u32 address, std::string_view letters)
    {
        std::memcpy(memory.data() + address, letters.data(), letters.size());
    }

    void flag(u32 bit) { word(kInfo, flags_ |= 1u << bit); }

    void sizes(u32 lower_kib, u32 upper_kib)
    {
        flag(0);
        word(kInfo + 4, lower_kib);
        word(kInfo + 8, upper_kib);
    }
    void command_line(std::string_view line)
    {
        flag(2);
        word(kInfo + 16, kText);
        text(kText, line);
    }
    void module(u32 begin, u32 end)
    {
        flag(3);
        word(kInfo + 24, kModules);
        word(kModules + 16 * modules_, begin);
        word(kModules + 16 * modules_ + 4, end);
        word(kInfo + 20, ++modules_);
    }
    /// Appends a line to the map; `size` is what its size field says.
    void line(u64 begin, u64 bytes, u32 type, u32 size = 20)
    {
        flag(6);
        word(kInfo + 48, kMap);
        word(kMap + map_bytes_, size);
        quad(kMap + map_bytes_ + 4, begin);
        quad(kMap + map_bytes_ + 12, bytes);
        word(kMap + map_bytes_ + 20, type);
        map_bytes_ += size + 4;
        word(kInfo + 44, map_bytes_);
    }
    void map_bytes(u32 bytes) { word(kInfo + 44, bytes); }

    [[nodiscard]] kernel::BootInfo read(u32 info = kInfo) const
    {
        kernel::BootInfo result;
        boot::read_multiboot(info, memory, result);
        return result;
    }

    std::vector<std::byte> memory;

private:
    u32 flags_ = 0;
    u32 map_bytes_ = 0;
    u32 modules_ = 0;
};
