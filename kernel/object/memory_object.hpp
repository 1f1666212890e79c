// SPDX-License-Identifier: MIT
// Frames that programs can map: as many as asked for, one by one from anywhere, high memory first, cleared.
// Given back when the last user is gone; a window that still holds one of the frames keeps that one alive.
//
//      MemoryObject { index 0 | index 1 | ... }       each index is a frame of lowmem with the numbers of
//      1024 frames
//                   |
//                   +--> { pfn | pfn | ... }
#pragma once

#include "abi/error.hpp"
#include "kernel/object/budget.hpp"
#include "lib/result.hpp"
#include "mm/frame.hpp"

#include <array>

namespace kernel {

class MemoryObject final : public Object {
public:
    static constexpr uapi::ObjectKind kKind = uapi::ObjectKind::Memory;
    static constexpr u32 kMaxIndexes = 16;
    static constexpr u32 kFramesInIndex = kPageSize / sizeof(u32);
    static constexpr u32 kMaxFrames = kMaxIndexes * kFramesInIndex; ///< 64 MiB

    /// Memory of `frames`, 1 to kMaxFrames, all zero. They, and the indexes, count against `budget` until the
    /// object ends. OutOfRange with `argument`, OutOfBudget, OutOfMemory; nothing is spent after an error.
    /// Threads only: clearing takes as long as there are frames.
    [[nodiscard]] static lib::Result<Ref<MemoryObject>, uapi::Error> make(Budget& budget, u32 frames,
                                                                          u8 argument);

    [[nodiscard]] u32 frames() const { return frames_; }
    /// Precondition: index < frames(). The caller has a reference to this; for one to the frame that lasts
    /// longer, mm::frames().get_frame(). Any context.
    [[nodiscard]] mm::Frame frame(u32 index) const;

    explicit MemoryObject(Ref<Budget> budget); ///< for make()
    ~MemoryObject() noexcept(false);

    /// Where all of them lie: for reports, and for whoever asks whether one is left.
    [[nodiscard]] static mm::KmemCache& cache();

private:
    static void end(Object& object);

    [[nodiscard]] static constexpr u32 indexes_for(u32 frames)
    {
        return (frames + kFramesInIndex - 1) / kFramesInIndex;
    }
    [[nodiscard]] bool add_frame();
    [[nodiscard]] bool add_index();
    [[nodiscard]] bool fill(u32 wanted);
    [[nodiscard]] u32& entry(u32 index) const; ///< a frame's number

    Ref<Budget> budget_;
    u32 charged_ = 0; ///< frames of the budget
    u32 frames_ = 0;
    u32 used_indexes_ = 0;
    std::array<Pfn, kMaxIndexes> indexes_{};
};

} // namespace kernel
