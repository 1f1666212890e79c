// SPDX-License-Identifier: MIT
// Parts of the sentences about refused accesses that are the same for every window.
#pragma once

#include "lib/text.hpp"
#include "mm/window_judge.hpp"

namespace mm {

/// "reads", "writes", "executes".
[[nodiscard]] char const* verb(AccessKind kind);

/// "64 bytes": how far the access goes past an end that lies `offset` bytes below the fault. Exact if the
/// length of the access is known.
void print_distance(lib::Sink& sink, FaultingAccess const& access, u32 offset);

/// The neighbour in which a refused access to a guard began: of those that are mapped, the nearer one.
enum class Neighbour : u8 { None, Below, Above };
[[nodiscard]] Neighbour nearer_neighbour(VirtAddr address, bool below_mapped, bool above_mapped);

/// "thread 'copy' writes 64 bytes past the end of ", for an access that reached the guard above a
/// page; the caller adds whose end. Likewise "... bytes before the start of ", with the distance to
/// `start`, and "thread 'copy' reads at 0x...".
void print_overrun(lib::Sink& sink, FaultingAccess const& access);
void print_underrun(lib::Sink& sink, FaultingAccess const& access, VirtAddr start);
void print_stale(lib::Sink& sink, FaultingAccess const& access);

} // namespace mm
