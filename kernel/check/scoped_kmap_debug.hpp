// SPDX-License-Identifier: MIT
// Other words of kmap.debug= for a scope: for lessons and tests that are about one of them.
#pragma once

#include "mm/kmap_debug.hpp"

namespace kernel {

/// Nothing may be mapped when it is made or when it ends. That other CPUs go another way meanwhile does
/// them no harm, as long as they map nothing either.
class [[nodiscard]] ScopedKmapDebug {
public:
    explicit ScopedKmapDebug(mm::KmapDebug const& words) { mm::set_kmap_debug(words); }
    ~ScopedKmapDebug() { mm::set_kmap_debug(before_); }
    ScopedKmapDebug(ScopedKmapDebug const&) = delete;
    ScopedKmapDebug& operator=(ScopedKmapDebug const&) = delete;

private:
    mm::KmapDebug before_ = mm::kmap_debug();
};

} // namespace kernel
