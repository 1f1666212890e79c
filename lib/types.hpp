// SPDX-License-Identifier: MIT
// The integer words of the whole project, and sizes written the way people say them.
#pragma once

#include <cstddef>
#include <cstdint>

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i32 = std::int32_t;
using i64 = std::int64_t;

// 64 bits even on the 32-bit target: sizes of physical memory do not fit in a pointer here.
constexpr u64 operator""_KiB(unsigned long long n) { return n << 10; }
constexpr u64 operator""_MiB(unsigned long long n) { return n << 20; }
constexpr u64 operator""_GiB(unsigned long long n) { return n << 30; }
