# SPDX-License-Identifier: MIT
"""Runs a lab's tests, each in a process of its own, since one that fails may take others with it. A test that never ends
is found by the CPU time that it takes, which no other load on the machine changes."""
import re
import resource
import secrets
import subprocess
from pathlib import Path

from outcome import Outcome, Trouble

CPU_SECONDS = 20       # a hundred times what a test needs
CLOCK_SECONDS = 1800   # against machines that stand still


def tests_of(program: Path, pattern: str) -> list[str]:
    """The names of googletest's tests, as it lists them: suites, and under each its tests, indented."""
    names, suite = [], ""
    done = subprocess.run([str(program), "--gtest_list_tests", f"--gtest_filter={pattern}"], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Trouble(f"{program} cannot list its tests (status {done.returncode})")
    for line in done.stdout.splitlines():
        if not line.startswith(" "):
            suite = line.strip()
        else:
            names.append(suite + line.split("#")[0].strip())
    return names


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(program: Path, test: str) -> Outcome:
    """One test. Its result counts only with the number that was drawn for it: what a body prints has none."""
    number = secrets.token_hex(8)
    try:
        done = subprocess.run([str(program), f"--number={number}", f"--gtest_filter={test}", "--gtest_brief=1"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False, timeout=CLOCK_SECONDS, preexec_fn=_limits)
    except subprocess.TimeoutExpired:
        raise Trouble(f"{test} stood still for {CLOCK_SECONDS} s; this machine is overloaded, or asleep") from None
    text = done.stdout.decode(errors="replace")
    results = re.findall(rf"^lab-result {number} (passed|failed|skipped) {re.escape(test)}$", text, re.MULTILINE)
    said = "\n".join(line for line in text.splitlines() if line.strip() and not line.startswith(("lab-result ", "[", "Note: ", "Running main")))
    if done.returncode in (-9, -24):
        return Outcome(test, "failed", f"{said}\nit never ended: after {CPU_SECONDS} seconds of computing it was stopped".strip())
    if done.returncode < 0:
        return Outcome(test, "failed", f"{said}\nsignal {-done.returncode} ended it".strip())
    if len(results) != 1:
        return Outcome(test, "failed", f"{said}\nit ended without a result".strip())
    return Outcome(test, results[0], said)
