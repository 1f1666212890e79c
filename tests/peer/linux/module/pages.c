// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages that the other figures use, and what it costs to get one.
 */
#include "peer.h"

struct page *high_page[HIGH_PAGES];
struct page *low_page[2];

/* The module stays loaded until the machine is switched off, so nothing is given back. */
int get_pages(void)
{
	int n;

	for (n = 0; n < HIGH_PAGES; n++) {
		high_page[n] = alloc_page(GFP_HIGHUSER);
		if (!high_page[n] || !PageHighMem(high_page[n]))
			return -ENOMEM;
	}
	low_page[0] = alloc_page(GFP_KERNEL);
	low_page[1] = alloc_page(GFP_KERNEL);
	return low_page[0] && low_page[1] ? 0 : -ENOMEM;
}

static __always_inline void alloc_and_free(u32 order)
{
	struct page *page = alloc_pages(GFP_HIGHUSER | __GFP_NOWARN, order);

	if (page)
		__free_pages(page, order);
	else
		peer_failed("no free pages");
}

static __always_inline void one(u32 turn) { alloc_and_free(0); }
static __always_inline void sixteen(u32 turn) { alloc_and_free(4); }

void measure_pages(void)
{
	MEASURE(one, "alloc_highuser_o0", 2500, .sleeps = true);
	MEASURE(sixteen, "alloc_highuser_o4", 250, .sleeps = true);
}
