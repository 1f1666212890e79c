// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings of one page for one thread.
 */
#include "peer.h"

static __always_inline void pair(u32 turn)
{
	kunmap_local(kmap_local_page(high_page[0]));
}

static __always_inline void pair_with_read(u32 turn)
{
	u8 *address = kmap_local_page(high_page[0]);

	READ_ONCE(*address);
	kunmap_local(address);
}

static __always_inline void pair_with_write(u32 turn)
{
	u8 *address = kmap_local_page(high_page[0]);

	WRITE_ONCE(*address, 1);
	kunmap_local(address);
}

static __always_inline void four_nested(u32 turn)
{
	void *a = kmap_local_page(high_page[0]);
	void *b = kmap_local_page(high_page[1]);
	void *c = kmap_local_page(high_page[2]);
	void *d = kmap_local_page(high_page[3]);

	kunmap_local(d);
	kunmap_local(c);
	kunmap_local(b);
	kunmap_local(a);
}

static __always_inline void low_pair(u32 turn)
{
	kunmap_local(kmap_local_page(low_page[0]));
}

static __always_inline void atomic_pair(u32 turn)
{
	kunmap_atomic(kmap_atomic(high_page[0]));
}

void measure_kmap_local(void)
{
	MEASURE(pair, "kmap_local_hi_d1", 10000);
	MEASURE(pair_with_read, "kmap_local_hi_d1_rd1", 10000);
	MEASURE(pair_with_write, "kmap_local_hi_d1_wr1", 10000);
	MEASURE(four_nested, "kmap_local_hi_d4_perpair", 5000, .operations = 4);
	MEASURE(low_pair, "kmap_local_low", 10000);
	MEASURE(atomic_pair, "kmap_atomic_hi", 10000);
}
