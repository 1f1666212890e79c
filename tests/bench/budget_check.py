#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots run=bench under QEMU's instruction counter, and fails if an operation exceeds its budget (budgets.ini); once
more with window=thread, for the figures in which the designs differ.
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
    budgets = budget.load()
    return max(judge(counted_boot.boot(options, "budget", "6G", "window=cpu run=bench"), budgets),
               judge(counted_boot.boot(options, "budget-thread", "6G", "window=thread run=bench:*_h*"),
                     budget.of_threads(budgets)))


def judge(text: str, budgets: list[budget.Budget]) -> int:
    log = parse(text)
    try:
        calibration.check(Runs("", {}, {COUNTED: log}))
    except BadLog as reason:
        print(reason)
        return 1
    print(budget.as_text(log, budgets))
    found = budget.problems(log, budgets)
    print("\n".join(found))
    if found and (reason := budget.not_judged(log)):
        print(reason)
        return 77
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
