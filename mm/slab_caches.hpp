// SPDX-License-Identifier: MIT
// The list of all caches that have frames: for reports, and for whoever asks whether objects are left behind.
#pragma once

#include "mm/slab.hpp"

namespace mm {

void add_cache(KmemCache& cache);
void remove_cache(KmemCache& cache);

/// Whether there is such a cache. It need not be one, nor anything else.
[[nodiscard]] bool is_cache(KmemCache const* cache);

/// All objects in use, of whatever cache: as many after a test as before it.
[[nodiscard]] u32 kmem_objects_in_use();
/// A line for each cache that has objects in use.
void print_kmem_caches(lib::Sink& sink);

} // namespace mm
