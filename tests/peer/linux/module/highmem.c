// SPDX-License-Identifier: GPL-2.0-only
/*
 * What mappings are for: moving the contents of pages.
 */
#include "peer.h"

#include <linux/uio.h>

static u8 buffer[PAGE_SIZE] __aligned(PAGE_SIZE);

static __always_inline void clear(u32 turn) { clear_highpage(high_page[0]); }
static __always_inline void copy(u32 turn) { copy_highpage(high_page[1], high_page[0]); }
static __always_inline void page_in(u32 turn) { memcpy_to_page(high_page[0], 0, buffer, PAGE_SIZE); }
static __always_inline void line_in(u32 turn) { memcpy_to_page(high_page[0], 128, buffer, 64); }
static __always_inline void page_out(u32 turn) { memcpy_from_page(buffer, high_page[0], 0, PAGE_SIZE); }

static __always_inline void to_iter(size_t bytes)
{
	struct kvec vector = { .iov_base = buffer, .iov_len = bytes };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_DEST, &vector, 1, bytes);
	copy_page_to_iter(high_page[0], 0, bytes, &iter);
}

static __always_inline void page_to_iter(u32 turn) { to_iter(PAGE_SIZE); }
static __always_inline void line_to_iter(u32 turn) { to_iter(64); }

void measure_highmem(void)
{
	MEASURE(clear, "clear_highpage_hi", 1000);
	MEASURE(copy, "copy_highpage_hi", 1000);
	MEASURE(page_in, "memcpy_to_page_hi_4096", 1000);
	MEASURE(line_in, "memcpy_to_page_hi_64", 10000);
	MEASURE(page_out, "memcpy_from_page_hi_4096", 1000);
	MEASURE(page_to_iter, "copy_page_to_iter_kvec_hi", 1000);
	MEASURE(line_to_iter, "copy_page_to_iter_kvec_hi_64", 10000);
}
