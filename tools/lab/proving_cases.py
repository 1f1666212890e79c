# SPDX-License-Identifier: MIT
"""Proves a lab whose students look for mistakes: each case shows what its row says, and the right kernel does not."""
import re
import subprocess
from pathlib import Path

import cases
from table import Case, Lab

SECONDS = 300


def boot(case: Case, tree: Path) -> str:
    """What is on COM1 in the end."""
    log = tree / "build/case.log"
    log.unlink(missing_ok=True)
    done = subprocess.run([str(tree / "dormer"), "run", "--headless", *cases.MACHINE, "--timeout", str(SECONDS), "--log", str(log), "--append", case.words],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return log.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n") if log.exists() else done.stdout


def prove(lab: Lab, tree: Path) -> list[str]:
    problems = []
    for case in lab.cases:
        if re.search(case.shows, boot(case, tree), re.M):
            problems.append(f"the right kernel shows {case.shows} too")
        with cases.planted(case, tree):
            said = boot(case, tree)
        if not re.search(case.shows, said, re.M):
            problems.append(f"{case.name} does not show {case.shows}; its last line is {(said.strip().splitlines() or ['none'])[-1]}")
    return problems
