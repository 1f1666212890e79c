// SPDX-License-Identifier: MIT
// kmap.debug=track: every live mapping of every kind, and who made it. Rows are taken, read and given back by
// compare-and-swap, in any context, and nobody waits for anybody: a reader that an interrupt, or a debug
// exception, has stopped must not keep the handler from its own row. A mapping's row is the first free one
// from its home on, which follows from its address; so it is found at once or a few rows further on.
// Proved by: LiveMappings.RowThatIsBeingReadCanBeRemoved, LiveMappings.EachIsFoundInAFullTable.
#pragma once

#include "lib/address.hpp"
#include "lib/atomic.hpp"
#include "lib/text.hpp"
#include "mm/kmap_debug.hpp"

#include <array>
#include <bit>
#include <optional>

namespace mm {

enum class MappingKind : u8 { Local, Compound, Shared, Area };
[[nodiscard]] char const* mapping_call(MappingKind kind); ///< "kmap_local"

struct LiveMapping {
    MappingKind kind = MappingKind::Local;
    VirtAddr address;
    Pfn first; ///< frame
    u32 pages = 1;
    VirtAddr caller;              ///< the code that called the mapping call
    void const* holder = nullptr; ///< the thread, as its stack of local mappings; not to be followed
    lib::Text<24> thread;
    u32 cpu = 0;
    u32 milliseconds = 0; ///< since the boot
};

class LiveMappings {
public:
    static constexpr u32 kRows = 1024;

    /// Without a free row the mapping is counted and forgotten.
    void add(LiveMapping const& mapping);
    /// The one of that kind at that address: the newest of `holder`'s, or, failing that, anybody's. False
    /// if there is none.
    bool remove(MappingKind kind, VirtAddr address, void const* holder);
    [[nodiscard]] std::optional<LiveMapping> find(MappingKind kind, VirtAddr address);

    /// One that shows a frame of `frames`. Which ones an area shows is read from the page tables.
    [[nodiscard]] std::optional<LiveMapping> find_in(FrameRange frames);

    /// Calls visit(LiveMapping const&) for each.
    template <class Visit> void for_each(Visit&& visit)
    {
        for (u32 word = 0; word < taken_.size(); ++word) {
            for (u32 bits = taken_[word].load(lib::MemoryOrder::Acquire); bits != 0; bits &= bits - 1) {
                u32 const row = word * kBits + static_cast<u32>(std::countr_zero(bits));
                if (!begin_reading(row)) continue;
                visit(rows_[row].mapping);
                end_reading(row);
            }
        }
    }

    [[nodiscard]] u32 not_recorded() const { return not_recorded_.load(lib::MemoryOrder::Relaxed); }
    void clear();

private:
    // A remover marks a row that others are reading; the last of them frees it.
    static constexpr u32 kFree = 0, kBeingFilled = 1, kLive = 2, kRemoved = 4, kOneReader = 8;
    struct Row {
        lib::Atomic<u32> state = kFree;
        LiveMapping mapping; ///< written only while it is kBeingFilled
    };
    static constexpr u32 kBits = 32; ///< in a word
    [[nodiscard]] bool begin_reading(u32 row);
    void end_reading(u32 row);
    [[nodiscard]] static u32 home_of(VirtAddr address); ///< a row

    std::array<Row, kRows> rows_{};
    std::array<lib::Atomic<u32>, kRows / kBits> taken_{}; ///< a bit for each row that may be live
    std::array<lib::Atomic<u32>, kRows>
        reach_{}; ///< no mapping at home in that row was ever this far from it
    lib::Atomic<u32> not_recorded_ = 0;
};

[[nodiscard]] LiveMappings& live_mappings() noexcept;

namespace detail {
[[gnu::cold]] void add_row(MappingKind kind, VirtAddr address, Pfn first, u32 pages, VirtAddr caller);
[[gnu::cold]] void remove_row(MappingKind kind, VirtAddr address);
} // namespace detail

/// For the mapping calls, if kmap.debug=track: the running thread made or gave back this mapping.
/// If track was not asked for, checking that is all it does.
inline void track_map(MappingKind kind, VirtAddr address, Pfn first, u32 pages, VirtAddr caller)
{
    if (kmap_debug().track) [[unlikely]]
        detail::add_row(kind, address, first, pages, caller);
}
inline void track_unmap(MappingKind kind, VirtAddr address)
{
    if (kmap_debug().track) [[unlikely]]
        detail::remove_row(kind, address);
}

/// One line per mapping: address, frame, call, thread, CPU, time, caller. Nothing unless track was asked
/// for.
void print_live_mappings(lib::Sink& sink);
/// Only those of one thread: `holder` is its stack of local mappings.
void print_live_mappings_of(lib::Sink& sink, void const* holder);
/// " with kmap_local at copy_in+0x42", if that is known.
void print_mapped_at(lib::Sink& sink, MappingKind kind, VirtAddr address);

/// ", mapped by thread 'copy' with kmap at copy_in+0x42", if that is known. If several threads mapped it,
/// one of them.
void print_mapped_by(lib::Sink& sink, MappingKind kind, VirtAddr address);

} // namespace mm
