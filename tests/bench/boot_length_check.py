#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How many instructions lie between the kernel's start and run=, and how many more with each GiB of memory.

    boot_length_check.py --kernel FILE --logs FOLDER
"""
import sys

import counted_boot
from figures import parse

MOST = 60_000_000  # with 6 GiB
MOST_PER_GIB = 3_000_000
SIZES = (6, 14)  # GiB


def main() -> int:
    options = counted_boot.arguments(__doc__)
    small, large = (length(options, size) for size in SIZES)
    per_gib = (large - small) // (SIZES[1] - SIZES[0])
    print(f"boot with {SIZES[0]} GiB: {small:,} instructions (at most {MOST:,})")
    print(f"each further GiB: {per_gib:,} instructions (at most {MOST_PER_GIB:,})")
    return 0 if 0 < small <= MOST and per_gib <= MOST_PER_GIB else 1


def length(options, gibibytes: int) -> int:
    log = counted_boot.boot(options, f"boot-{gibibytes}G", f"{gibibytes}G", "run=tour")
    return parse(log).facts["boot_cycles"]


if __name__ == "__main__":
    sys.exit(main())
