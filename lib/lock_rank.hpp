// SPDX-License-Identifier: MIT
// The whole order of locks, outermost first. A CPU that holds a lock may only take locks further down; so no
// two CPUs can wait for each other in a circle. Checked at every lock() of lib/spin_lock.hpp.
#pragma once

#include "lib/types.hpp"

namespace lib {

enum class LockRank : u8 {
    Vmap,           ///< takes frames for its page tables
    Kmap,           ///< flushes other CPUs, and wakes threads, while it is held
    FrameAllocator, ///< may complain on the console while it is held
    Console,        ///< innermost: everything prints, printing takes nothing else
};
[[nodiscard]] char const* lock_rank_name(LockRank rank);

/// Notes that this CPU holds a lock of `rank`; stops with ReportKind::LockOrder if it must not take it now.
void rank_acquired(LockRank rank);
void rank_released(LockRank rank);

/// One bit for each rank that this CPU holds.
[[nodiscard]] u32 held_lock_ranks();

/// Puts this CPU's notes aside while an interrupt runs. The interrupted code's locks do not order the
/// handler's: whatever both may take is taken with interrupts off, so an interrupt never finds it held here.
class [[nodiscard]] RankContext {
public:
    RankContext();
    ~RankContext();
    RankContext(RankContext const&) = delete;
    RankContext& operator=(RankContext const&) = delete;

private:
    u32 interrupted_;
};

} // namespace lib
