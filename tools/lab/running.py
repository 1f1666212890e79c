# SPDX-License-Identifier: MIT
"""Runs a lab's tests, each in a process of its own, since one that fails may take others with it. A test that never ends
is found by the CPU time that it takes, which no other load on the machine changes."""
import os
import platform
import pwd
import re
import resource
import secrets
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from outcome import Outcome, Trouble

CPU_SECONDS = 20       # a hundred times what a test needs
CLOCK_SECONDS = 1800   # against machines that stand still
MOST_BYTES = 1 << 20   # of what a test says, and of any file that it writes
MAY_SKIP = platform.machine() != "x86_64"  # elsewhere nobody can single-step; here no test has a reason to


class CannotList(Trouble):
    """The program ends before it has said which tests it has. Where tests are handed in, that is their fault."""


def tests_of(program: Path, pattern: str, way: "Way | None" = None) -> list[str]:
    """The names of googletest's tests, as it lists them: suites, and under each its tests, indented."""
    names, suite = [], ""
    status, said = _process([str(program), "--gtest_list_tests", f"--gtest_filter={pattern}"], "the list of tests", way or Way())
    if status in (-signal.SIGKILL, -signal.SIGXCPU):
        raise CannotList(f"{program.name} never comes to its tests: after {CPU_SECONDS} seconds of computing it was stopped")
    if status:
        raise CannotList(f"{program.name} ends before its tests: {f'signal {-status}' if status < 0 else f'status {status}'} ended it")
    for line in said.splitlines():
        if not line.startswith(" "):
            suite = line.strip()
        else:
            names.append(suite + line.split("#")[0].strip())
    return names


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))


@dataclass(frozen=True)
class Way:
    """How tests are run."""
    user: str = ""                # as this one, where root judges; then no body can reach the files of who judges
    schedules: Path | None = None  # where a test that fails leaves the schedule that made it fail

    @property
    def words(self) -> dict:
        """For subprocess.run."""
        environment = {**os.environ, "LC_ALL": "C"}
        environment.pop("DORMER_SCHEDULES", None)
        if self.schedules:
            environment["DORMER_SCHEDULES"] = str(self.schedules)
        return {"env": environment, **({"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {})}


def check_user(user: str) -> None:
    """Trouble, before anything is built, if tests cannot be run as this user."""
    try:
        pwd.getpwnam(user)
    except KeyError:
        raise Trouble(f"there is no user '{user}' to run tests as") from None
    if os.geteuid() != 0:
        raise Trouble(f"only root can run tests as '{user}'")


def _process(command: list[str], test: str, way: Way) -> tuple[int, str]:
    """Its status, and what it said; as root of none of our files."""
    with tempfile.TemporaryFile() as said:
        try:
            status = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, check=False, timeout=CLOCK_SECONDS,
                                    preexec_fn=_limits, cwd="/", **way.words).returncode
        except subprocess.TimeoutExpired:
            raise Trouble(f"{test} stood still for {CLOCK_SECONDS} s; this machine is overloaded, or asleep") from None
        except (PermissionError, KeyError) as error:
            raise Trouble(f"tests cannot be run as user '{way.user}': {error}") from None
        said.seek(0)
        return status, said.read().decode(errors="replace")


def run(program: Path, test: str, way: Way = Way()) -> Outcome:
    """One test. Its result counts only with the number that was drawn for it: what a body prints has none."""
    number = secrets.token_hex(8)
    status, text = _process([str(program), f"--number={number}", f"--gtest_filter={test}", "--gtest_brief=1"], test, way)
    results = re.findall(rf"^lab-result {number} (passed|failed|skipped) {re.escape(test)}$", text, re.MULTILINE)
    said = "\n".join(line for line in text.splitlines() if line.strip() and not line.startswith(("lab-result ", "[", "Note: ", "Running main")))
    if status in (-signal.SIGKILL, -signal.SIGXCPU):
        return Outcome(test, "failed", f"{said}\nit never ended: after {CPU_SECONDS} seconds of computing it was stopped".strip())
    if status == -signal.SIGXFSZ:
        return Outcome(test, "failed", f"{said[:200]}\nit says more than {MOST_BYTES} bytes, and was stopped".strip())
    if status < 0:
        return Outcome(test, "failed", f"{said}\nsignal {-status} ended it".strip())
    if len(results) != 1:
        return Outcome(test, "failed", f"{said}\nit ended without a result".strip())
    if (results[0] == "failed") != (status != 0):
        return Outcome(test, "failed", f"{said}\nits result and its exit status {status} do not fit".strip())
    if results[0] == "skipped" and not MAY_SKIP:
        return Outcome(test, "failed", f"{said}\nit was skipped, for which there is no reason on this machine".strip())
    return Outcome(test, results[0], said)
