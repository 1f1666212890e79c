// SPDX-License-Identifier: GPL-2.0-only
/*
 * What Dormer is measured against: the same figures inside a real 32-bit PAE Linux (written for Debian's 6.1).
 * Loaded once by ../init.c, measures, prints, stays until the machine is switched off. Under the GPL, unlike the
 * rest of Dormer, because it calls functions of the kernel that are exported to GPL modules only.
 */
#include "peer.h"

#include <linux/module.h>
#include <linux/utsname.h>
#include <asm/tsc.h>

static bool failed;

void peer_failed(const char *why)
{
	say("peer: %s\n", why);
	failed = true;
}

static int __init peer_init(void)
{
	int error = get_pages();

	if (!error)
		error = set_cpus_allowed_ptr(current, cpumask_of(0));
	if (error)
		return error;
	say("system Linux %s %s\n", utsname()->release, utsname()->version);
	say("fact tsc_khz %u\n", tsc_khz);
	measure_calibration();
	measure_kmap_local();
	measure_kmap();
	measure_vmap();
	measure_highmem();
	measure_pages();
	measure_iomap();
	measure_switches();
	say("peer: end %s\n", failed ? "fail" : "pass");
	return 0;
}

module_init(peer_init);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Costs of temporary mappings, to compare Dormer with");
