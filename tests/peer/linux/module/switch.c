// SPDX-License-Identifier: GPL-2.0-only
/*
 * A switch between two kernel threads on one CPU, each holding 0 to 8 mappings at the same addresses as the
 * other, so that every switch has to exchange them. Two ways to hand over: yield() under SCHED_FIFO, which
 * alternates strictly (the default class lets a yielding thread run on), and a completion each way.
 */
#include "peer.h"

#include <linux/completion.h>
#include <linux/kthread.h>

#define ROUNDS 2500
#define MOST_HELD 8

enum hand_over { BY_YIELD, BY_COMPLETION };

static struct {
	enum hand_over hand_over;
	int held;
	int rounds;
	bool stop;			/* BY_YIELD: the first side has finished */
	struct completion turn[2];	/* set when it is that side's turn */
	struct completion done;
	u64 ticks;
	unsigned long switches;		/* away from the first side, while it measured */
} game;

static u32 *held_page[2][MOST_HELD];

static u32 mark_of(int side, int n)
{
	return 0x51de0000u | side << 8 | n;
}

static void map_all(int side)
{
	int n;

	for (n = 0; n < game.held; n++) {
		held_page[side][n] = kmap_local_page(high_page[side * MOST_HELD + n]);
		*held_page[side][n] = mark_of(side, n);
	}
}

static void check_and_unmap_all(int side)
{
	int n;

	for (n = game.held - 1; n >= 0; n--) {
		if (*held_page[side][n] != mark_of(side, n))
			peer_failed("a held page was exchanged for another");
		kunmap_local(held_page[side][n]);
	}
}

static void give_and_take(int side)
{
	complete(&game.turn[!side]);
	wait_for_completion(&game.turn[side]);
}

static unsigned long switches_of_current(void)
{
	return current->nvcsw + current->nivcsw;
}

static void play_first(void)
{
	unsigned long before = switches_of_current();
	u64 begin = ticks();
	int n;

	for (n = 0; n < game.rounds; n++) {
		if (game.hand_over == BY_YIELD)
			yield();
		else
			give_and_take(0);
	}
	game.ticks = ticks() - begin;
	game.switches = switches_of_current() - before;
	WRITE_ONCE(game.stop, true);
	complete(&game.turn[1]);
}

static void play_second(void)
{
	if (game.hand_over == BY_COMPLETION)
		wait_for_completion(&game.turn[1]);
	while (!READ_ONCE(game.stop)) {
		if (game.hand_over == BY_YIELD)
			yield();
		else
			give_and_take(1);
	}
}

/* The second side makes the first move, so that both hold their mappings when the clock starts. */
static int player(void *argument)
{
	int side = (long)argument;

	map_all(side);
	if (side == 0) {
		wait_for_completion(&game.turn[0]);
		play_first();
	} else {
		complete(&game.turn[0]);
		play_second();
	}
	check_and_unmap_all(side);
	complete(&game.done);
	return 0;
}

static struct task_struct *new_player(long side)
{
	struct task_struct *thread = kthread_create(player, (void *)side, "peer/%ld", side);

	if (IS_ERR(thread))
		return NULL;
	kthread_bind(thread, 0);
	if (game.hand_over == BY_YIELD)
		sched_set_fifo(thread);
	return thread;
}

static void play(void)
{
	struct task_struct *first = new_player(0), *second = new_player(1);

	if (!first || !second) {
		peer_failed("no memory for two threads");
		return;
	}
	wake_up_process(first);
	wake_up_process(second);
	wait_for_completion(&game.done);
	wait_for_completion(&game.done);
	/* Or else it was no switch that was measured; a few more are the tick, which lets others run. */
	if (game.switches < game.rounds || game.switches > game.rounds + game.rounds / 64 + 2)
		peer_failed("switches and rounds differ");
}

static u64 one_game(enum hand_over hand_over, int held, int rounds)
{
	game.hand_over = hand_over;
	game.held = held;
	game.rounds = rounds;
	game.stop = false;
	init_completion(&game.turn[0]);
	init_completion(&game.turn[1]);
	init_completion(&game.done);
	play();
	return game.ticks;
}

static void measure_switch(const char *name, enum hand_over hand_over, int held)
{
	const struct figure figure = { name, ROUNDS, 2 };	/* away and back */
	u64 samples[REPETITIONS];
	int n;

	one_game(hand_over, held, 32);	/* warms up */
	for (n = 0; n < REPETITIONS; n++)
		samples[n] = one_game(hand_over, held, ROUNDS);
	report_gross(&figure, samples);
}

void measure_switches(void)
{
	measure_switch("switch_yield_held0", BY_YIELD, 0);
	measure_switch("switch_yield_held1", BY_YIELD, 1);
	measure_switch("switch_yield_held4", BY_YIELD, 4);
	measure_switch("switch_yield_held8", BY_YIELD, 8);
	measure_switch("switch_compl_held0", BY_COMPLETION, 0);
	measure_switch("switch_compl_held1", BY_COMPLETION, 1);
	measure_switch("switch_compl_held4", BY_COMPLETION, 4);
	measure_switch("switch_compl_held8", BY_COMPLETION, 8);
}
