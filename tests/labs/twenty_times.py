#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The same body has the same result, however busy the machine is: judges a solution and a mistake twenty times each on the
host, beside four loops that only compute. Usage: twenty_times.py [LAB]"""
import multiprocessing
import sys
from pathlib import Path

import support  # noqa: F401
import judge
import proving
from scoring import Score
from table import labs

TIMES, LOAD = 20, 4


def compute() -> None:
    while True:
        pass


def judged(lab, program: Path) -> str:
    """All that a student would read, as one text."""
    score = Score.nothing_yet(lab, "ada")
    for result in score.steps:
        if result.step.run:
            judge.host_step(program, result)
    return judge.as_json(score)


def main(number: int) -> int:
    lab = labs()[number]
    bench = proving.Bench(support.ROOT, [lab], support.ROOT / "build/lab/twenty")
    wrong = 0
    for name, files in (("the solution", {}), (lab.errors[0].name, proving.with_error(lab, lab.errors[0], bench.right))):
        bench.score(lab, files)
        program = bench.scratch / "host/tests/dormer_lab"
        load = [multiprocessing.Process(target=compute, daemon=True) for _ in range(LOAD)]
        for each in load:
            each.start()
        results = {judged(lab, program) for _ in range(TIMES)}
        for each in load:
            each.kill()
        print(f"lab {number}, {name}: {len(results)} result of {TIMES} runs beside a load of {LOAD}")
        wrong += len(results) != 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4))
