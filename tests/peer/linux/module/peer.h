/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Measuring inside Linux as Dormer measures itself (runs/bench/measure.hpp there): the same names, the same
 * loop, the same subtraction, the same line. Read next: main.c, the list of what is measured.
 */
#ifndef DORMER_PEER_H
#define DORMER_PEER_H

#include <linux/highmem.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/sched.h>

#define REPETITIONS 11
#define HIGH_PAGES 4096		/* eight times as many as kmap() has slots */

/* At the level of an alert, because the console is told to be quiet. */
#define say(...) printk(KERN_ALERT __VA_ARGS__)

struct figure {
	const char *name;
	u32 iterations;		/* of the loop, in one repetition */
	u32 operations;		/* in one iteration; 0 means 1 */
	bool sleeps;		/* so interrupts stay on, and the tick may fall into it */
	void (*at_end)(void);	/* belongs to the figure: what the operations have left to be done later */
};

/* Pages above the direct map, and two inside it. */
extern struct page *high_page[HIGH_PAGES];
extern struct page *low_page[2];

int get_pages(void);

/* Says what went wrong, so that the run does not pass. */
void peer_failed(const char *why);

/* Prints one figure; sorts the samples. The loop, as measure_loop() found it, is subtracted. */
void report(const struct figure *figure, u64 samples[REPETITIONS]);
void report_gross(const struct figure *figure, u64 samples[REPETITIONS]);
/* Remembers these samples as the cost of `iterations` turns of a loop that does nothing. */
void set_loop(u32 iterations, u64 samples[REPETITIONS]);

void measure_calibration(void);
void measure_kmap_local(void);
void measure_kmap(void);
void measure_vmap(void);
void measure_highmem(void);
void measure_pages(void);
void measure_iomap(void);
void measure_switches(void);

static __always_inline u64 ticks(void)
{
	u32 low, high;

	/* The kernel's own rdtsc() has no memory clobber: code could move over it. */
	asm volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return ((u64)high << 32) | low;
}

/* Always inlined, the body with it: a call would cost more than some of the figures. */
static __always_inline u64 repetition(const struct figure *figure, u32 iterations, void (*body)(u32 turn))
{
	unsigned long flags = 0;
	u64 begin, end;
	u32 turn;

	if (!figure->sleeps)
		local_irq_save(flags);
	begin = ticks();
	for (turn = 0; turn < iterations; turn++) {
		body(turn);
		asm volatile("" : : "r"(turn) : "memory");
	}
	if (figure->at_end)
		figure->at_end();
	end = ticks();
	if (!figure->sleeps)
		local_irq_restore(flags);
	return end - begin;
}

static __always_inline void take_samples(const struct figure *figure, void (*body)(u32 turn), u64 samples[REPETITIONS])
{
	int n;

	repetition(figure, min(figure->iterations, 64u), body);	/* warms up */
	for (n = 0; n < REPETITIONS; n++) {
		cond_resched();
		samples[n] = repetition(figure, figure->iterations, body);
	}
}

static __always_inline void measure(const struct figure *figure, void (*body)(u32 turn))
{
	u64 samples[REPETITIONS];

	take_samples(figure, body, samples);
	report(figure, samples);
}

/* measure() with the figure spelt out: MEASURE(body, "name", 1000, .sleeps = true). */
#define MEASURE(body, ...) measure(&(const struct figure){ __VA_ARGS__ }, body)

#endif
