// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings of many pages at adjacent addresses. Linux flushes them later, all at once; the plain figures pay
 * for that once, at the end of each repetition, the eager ones each time.
 */
#include "peer.h"

#include <linux/vmalloc.h>

static __always_inline void pair(u32 pages)
{
	void *address = vmap(high_page, pages, VM_MAP, PAGE_KERNEL);

	if (address)
		vunmap(address);
	else
		peer_failed("vmap has no room");
}

static __always_inline void one(u32 turn) { pair(1); }
static __always_inline void sixteen(u32 turn) { pair(16); }

static __always_inline void one_eager(u32 turn)
{
	pair(1);
	vm_unmap_aliases();
}

static __always_inline void sixteen_eager(u32 turn)
{
	pair(16);
	vm_unmap_aliases();
}

void measure_vmap(void)
{
	MEASURE(one, "vmap_1", 1000, .sleeps = true, .at_end = vm_unmap_aliases);
	MEASURE(one_eager, "vmap_1_eager", 250, .sleeps = true);
	MEASURE(sixteen, "vmap_16", 1000, .sleeps = true, .at_end = vm_unmap_aliases);
	MEASURE(sixteen_eager, "vmap_16_eager", 250, .sleeps = true);
}
