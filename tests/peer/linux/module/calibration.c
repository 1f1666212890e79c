// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the ruler itself does: the empty loop, which is subtracted from everything else, and costs that are known.
 */
#include "peer.h"

static u8 *first, *second;

static __always_inline void nothing(u32 turn) { }

static __always_inline void nops(u32 turn)
{
	asm volatile(".rept 1000\n\tnop\n\t.endr");
}

static __always_inline void flush(u32 turn)
{
	asm volatile("invlpg (%0)" : : "r"(first) : "memory");
}

static __always_inline void touch(u32 turn)
{
	READ_ONCE(*first);
}

static __always_inline void fill(u32 turn)
{
	void *to = first;
	u32 count = PAGE_SIZE / 4;

	asm volatile("rep stosl" : "+D"(to), "+c"(count) : "a"(0) : "memory");
}

static __always_inline void copy(u32 turn)
{
	void *to = first, *from = second;
	u32 count = PAGE_SIZE / 4;

	asm volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
}

static void measure_loop(void)
{
	static const struct figure figure = { "loop_empty", 20000 };
	u64 samples[REPETITIONS];

	take_samples(&figure, nothing, samples);
	set_loop(figure.iterations, samples);
	report_gross(&figure, samples);
}

void measure_calibration(void)
{
	first = page_address(low_page[0]);
	second = page_address(low_page[1]);
	measure_loop();
	MEASURE(nops, "calib_nop1000", 2000);
	MEASURE(flush, "calib_invlpg", 20000);
	MEASURE(touch, "calib_touch_lowmem", 20000);
	MEASURE(fill, "calib_rep_stosl_1024", 1000);
	MEASURE(copy, "calib_rep_movsl_1024", 1000);
}
