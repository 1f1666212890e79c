# SPDX-License-Identifier: MIT
"""What the kernel's log says of its tests (KTAP, version 1), as outcomes of a lab."""
import re

from outcome import Outcome

GUEST = "guest "  # before the name of a test of the kernel's
PANIC = "panic"   # in the place of a name: no test is to blame alone
LINE = re.compile(r"^(not )?ok \d+ - (\S+)( # SKIP.*)?$")


def outcomes(log: str, pattern: str, passed: bool, verdict: str) -> list[Outcome]:
    """A line for each test of it. `verdict` is what the door said, which decides: a log without a failure is none that passed."""
    found, notes = [], []
    for line in log.splitlines():
        if match := LINE.match(line.strip()):
            result = "failed" if match[1] else "skipped" if match[3] else "passed"
            found.append(Outcome(GUEST + match[2], result, "\n".join(notes) if match[1] else ""))
            notes = []
        elif line.startswith("# "):
            notes.append(line[2:])
    if passed:
        return [each for each in found if not each.is_failure] or [Outcome(GUEST + pattern, "passed")]
    if panic := re.search(r"^dormer: end panic ?(.*)$", log, re.MULTILINE):
        found.append(Outcome(GUEST + PANIC, "failed", f"the kernel stopped: {panic[1]}\n{verdict}".strip()))
    if not any(each.is_failure for each in found):
        found.append(Outcome(GUEST + pattern, "failed", verdict))
    return found
