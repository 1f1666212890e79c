// SPDX-License-Identifier: MIT
// A set of CPUs by their numbers: who is to drop a translation, where a thread may run.
#pragma once

#include "lib/processor.hpp"

#include <bit>

namespace lib {

class CpuMask {
public:
    constexpr CpuMask() = default;
    [[nodiscard]] static constexpr CpuMask of(u32 cpu) { return CpuMask{1u << cpu}; }
    [[nodiscard]] static constexpr CpuMask all() { return CpuMask{~0u}; }

    [[nodiscard]] constexpr bool contains(u32 cpu) const { return (bits_ >> cpu & 1u) != 0; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr u32 count() const { return static_cast<u32>(std::popcount(bits_)); }
    /// The lowest number in the set. Precondition: not empty.
    [[nodiscard]] constexpr u32 first() const { return static_cast<u32>(std::countr_zero(bits_)); }

    constexpr void add(u32 cpu) { bits_ |= 1u << cpu; }
    constexpr void remove(u32 cpu) { bits_ &= ~(1u << cpu); }
    [[nodiscard]] constexpr CpuMask without(u32 cpu) const { return CpuMask{bits_ & ~(1u << cpu)}; }

    constexpr CpuMask operator&(CpuMask other) const { return CpuMask{bits_ & other.bits_}; }
    constexpr CpuMask operator|(CpuMask other) const { return CpuMask{bits_ | other.bits_}; }
    constexpr bool operator==(CpuMask const&) const = default;

    [[nodiscard]] constexpr u32 bits() const { return bits_; } ///< bit n: CPU n
    [[nodiscard]] static constexpr CpuMask from_bits(u32 bits) { return CpuMask{bits}; }

private:
    constexpr explicit CpuMask(u32 bits) : bits_{bits} {}
    u32 bits_ = 0;
};
static_assert(kMaxCpus <= 32, "one bit each");

} // namespace lib
