#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots run=bench under QEMU's instruction counter, and fails if an operation exceeds its budget (budgets.ini).
Status 77: one does, but the kernel is by another compiler than the budgets are for.

    budget_check.py --kernel FILE --logs FOLDER

Repeats to the instruction, on any host and under any load: nothing is timed.
"""
import sys

import budget
import counted_boot
import calibration
from figures import BadLog, parse
from runs import COUNTED, Runs


def main() -> int:
    options = counted_boot.arguments(__doc__)
    log = parse(counted_boot.boot(options, "budget", "6G", "run=bench"))
    try:
        calibration.check(Runs("", {}, {COUNTED: log}))
    except BadLog as reason:
        print(reason)
        return 1
    budgets = budget.load()
    print(budget.as_text(log, budgets))
    found = budget.problems(log, budgets)
    print("\n".join(found))
    if found and (reason := budget.not_judged(log)):
        print(reason)
        return 77
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
