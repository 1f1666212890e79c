// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings that every thread and CPU may use: a pool of LAST_PKMAP slots, emptied as a whole when it runs out.
 */
#include "peer.h"

static __always_inline void pair(struct page *page)
{
	kmap(page);
	kunmap(page);
}

static __always_inline void same_page(u32 turn) { pair(high_page[0]); }
/* Fewer pages than slots: after the first round each page still has its slot. */
static __always_inline void cycle_that_fits(u32 turn) { pair(high_page[turn % 256]); }
/* Eight times more: no page has a slot, and each round of the pool flushes it. */
static __always_inline void cycle_that_misses(u32 turn) { pair(high_page[turn % HIGH_PAGES]); }

void measure_kmap(void)
{
	MEASURE(same_page, "kmap_hi_hit", 10000, .sleeps = true);
	MEASURE(cycle_that_fits, "kmap_hi_hit_cycle256", 10240, .sleeps = true);
	MEASURE(cycle_that_misses, "kmap_hi_miss_cycle4096", 20480, .sleeps = true);
}
