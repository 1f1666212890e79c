// SPDX-License-Identifier: MIT
// How the CPU caches which physical addresses: by the MTRRs, which firmware has set, and the PAT, which we
// have set.
#pragma once

#include "lib/address.hpp"
#include "lib/bounded_list.hpp"

#include <optional>
#include <string_view>

namespace kernel {

/// In the encoding that MTRRs and PAT share (SDM vol. 3A, table 11-10); it has gaps.
enum class MemoryType : u8 {
    Uncached = 0,
    WriteCombining = 1,
    WriteThrough = 4,
    WriteProtected = 5,
    WriteBack = 6,
    UncachedMinus = 7, ///< uncached, unless an MTRR says write-combining; in the PAT only
};
/// "write-back", or "reserved" for a value in the gaps. A literal.
[[nodiscard]] std::string_view memory_type_name(MemoryType type);

struct TypedRange {
    PhysRange range;
    MemoryType type = MemoryType::Uncached;
    constexpr bool operator==(TypedRange const&) const = default;
};

/// Joins ranges that follow each other into runs of one type, and hands each run to `keep`.
template <class Keep> class TypedRuns {
public:
    explicit TypedRuns(Keep keep) : keep_{keep} {}
    void add(TypedRange const& next)
    {
        if (next.type == run_.type && next.range.begin == run_.range.end) {
            run_.range.end = next.range.end;
        } else {
            end();
            run_ = next;
        }
    }
    /// After the last range: hands over the last run.
    void end()
    {
        if (run_.range.bytes() != 0) keep_(run_);
    }

private:
    Keep keep_;
    TypedRange run_{};
};

struct Mtrrs {
    static constexpr u32 kMostVariable = 16;
    static constexpr u32 kMostFixed = 88;

    bool enabled = false;
    MemoryType usual = MemoryType::Uncached;              ///< where no range says anything
    bool fixed_enabled = false;                           ///< `fixed` counts
    lib::BoundedList<TypedRange, kMostFixed> fixed;       ///< all of the first MiB, as runs of equal type
    lib::BoundedList<TypedRange, kMostVariable> variable; ///< those in use, in the order of the registers
};

struct MemoryTypes {
    std::optional<Mtrrs> mtrrs; ///< nothing: the CPU has none
    std::optional<u64> pat;     ///< eight types, the first in the lowest byte; nothing: the CPU has none
};

} // namespace kernel

namespace hw {

/// Fills in `types`, which must be new, for this CPU. All CPUs have the same, unless firmware is broken.
void read_memory_types(kernel::MemoryTypes& types);

} // namespace hw
