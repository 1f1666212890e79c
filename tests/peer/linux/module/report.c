// SPDX-License-Identifier: GPL-2.0-only
/*
 * From samples to a line: bench NAME n=OPERATIONS reps=R tsc_min=X.XXX tsc_median=X.XXX
 */
#include "peer.h"

#include <linux/math64.h>
#include <linux/sort.h>

static u64 loop_ticks;		/* the quickest repetition of the empty loop ... */
static u32 loop_iterations = 1;	/* ... and how many turns that were */

static int compare(const void *left, const void *right)
{
	u64 a = *(const u64 *)left, b = *(const u64 *)right;

	return a < b ? -1 : a > b;
}

static void sort_samples(u64 samples[REPETITIONS])
{
	sort(samples, REPETITIONS, sizeof(samples[0]), compare, NULL);
}

void set_loop(u32 iterations, u64 samples[REPETITIONS])
{
	sort_samples(samples);
	loop_ticks = samples[0];
	loop_iterations = iterations;
}

/* Thousandths of a tick per operation; a loop that took longer than the figure with its loop counts as zero. */
static u64 per_operation(u64 sample, u64 loop, u32 operations)
{
	return sample > loop ? div_u64((sample - loop) * 1000, operations) : 0;
}

static void print_line(const struct figure *figure, u64 samples[REPETITIONS], u64 loop)
{
	u32 n = figure->iterations * max(figure->operations, 1u);
	u32 least_fraction, median_fraction;
	u64 least, median;

	sort_samples(samples);
	least = div_u64_rem(per_operation(samples[0], loop, n), 1000, &least_fraction);
	median = div_u64_rem(per_operation(samples[REPETITIONS / 2], loop, n), 1000, &median_fraction);
	say("bench %s n=%u reps=%d tsc_min=%llu.%03u tsc_median=%llu.%03u\n", figure->name, n, REPETITIONS,
	    least, least_fraction, median, median_fraction);
}

void report(const struct figure *figure, u64 samples[REPETITIONS])
{
	print_line(figure, samples, div_u64(loop_ticks * figure->iterations, loop_iterations));
}

void report_gross(const struct figure *figure, u64 samples[REPETITIONS])
{
	print_line(figure, samples, 0);
}
