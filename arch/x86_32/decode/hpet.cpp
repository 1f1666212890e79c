// SPDX-License-Identifier: MIT
#include "arch/x86_32/decode/hpet.hpp"

namespace arch {

u32 hpet_hz(u32 tick_length)
{
    constexpr u64 kFemtosecondsASecond = 1'000'000'000'000'000;
    constexpr u32 kLongestTick = 100'000'000, kShortestTick = 1'000'000; // 10 MHz to 1 GHz
    if (tick_length < kShortestTick || tick_length > kLongestTick) return 0;
    return static_cast<u32>(kFemtosecondsASecond / tick_length);
}

} // namespace arch
