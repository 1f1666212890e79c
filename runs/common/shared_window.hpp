// SPDX-License-Identifier: MIT
// The window of kmap() for tests: made small, and looked at in the page tables.
#pragma once

#include "mm/kmap.hpp"
#include "mm/kmap_pool.hpp"
#include "runs/common/is_mapped.hpp"

namespace kernel {

/// For a scope, kmap() has only that many slots, and starts with the first.
class [[nodiscard]] FewSlots {
public:
    explicit FewSlots(u32 count) { mm::kmap_pool().limit(count); }
    ~FewSlots() { mm::kmap_pool().limit(mm::SharedSlots::kMost); }
    FewSlots(FewSlots const&) = delete;
    FewSlots& operator=(FewSlots const&) = delete;
};

inline void map_and_unmap(mm::Frame frame) { mm::SharedMap const map{frame}; }

} // namespace kernel
