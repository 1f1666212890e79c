// SPDX-License-Identifier: MIT
// The list of all caches that have frames: for reports, and for those who ask whether objects are left
// behind.
#pragma once

#include "mm/slab.hpp"

namespace mm {

void add_cache(KmemCache& cache);
void remove_cache(KmemCache& cache);

/// Whether there is such a cache. The pointer need not lead to one, or to anything else.
[[nodiscard]] bool is_cache(KmemCache const* cache);

/// All objects in use, of all caches: there must be as many after a test as before it.
[[nodiscard]] u32 kmem_objects_in_use();
/// A line for each cache that has objects in use.
void print_kmem_caches(lib::Sink& sink);

} // namespace mm
