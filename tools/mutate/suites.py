# SPDX-License-Identifier: MIT
"""Which tests are asked about a mutant of a file, the nearest first, and how much of a CPU they may take: a second and three times what they
take without one, so that a loop that does not end is found by its CPU-seconds and not by a clock."""
import json
import os
import re
import resource
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from programs import EXPLORERS, ROOT, build_of, objects_with

# Quick suites go before those that take so long, or longer.
LONG = 0.2  # seconds
# Each instruction of the heart is stepped through; about anything else these say nothing that others do not.
STEPPED = {"SteppedCompound", "LocalSwitch"}
STEPPED_CODE = re.compile(r"^mm/(local_|kmap_local|page_table|pae|watched_)")
EXPLORED_CODE = re.compile(r"^(lib/spin_lock|mm/(shootdown|shared_slots|kmap|page_table|vmap_area|area_|owed_flush|slot_waiters))")
INTERLEAVED_CODE = re.compile(r"^mm/(local_|kmap_local|page_table|pae|ordered)")


@dataclass(frozen=True)
class Ask:
    """Suites of a program that are run together."""
    program: str
    suites: tuple[str, ...]

    def pattern(self) -> str:
        return ":".join(f"{suite}.*:*/{suite}.*" for suite in self.suites)


def program_of(test: Path) -> str:
    folder = test.relative_to(ROOT / "tests").parts[0]
    if folder in ("exploration", "interleavings"):
        return {"exploration": "dormer_exploration_tests", "interleavings": "dormer_interleaving_tests"}[folder]
    return "dormer_thread_tests" if test.name.endswith("_smp_test.cpp") else "dormer_tests"


@cache
def all_suites() -> list[tuple[str, str, Path, str]]:
    """(suite, program, its file, text)"""
    found = []
    for test in sorted((ROOT / "tests").rglob("*_test.cpp")):
        text = test.read_text(encoding="utf-8")
        found += [(suite, program_of(test), test, text) for suite in sorted(set(re.findall(r"^TEST(?:_F|_P)?\((\w+),", text, re.MULTILINE)))]
    return found


def distance(file: str, suite: str, test: Path, text: str) -> int | None:
    """0: named after the file, or includes its header. 1: of its folder. 2: of another that uses it. Later: whatever is slow."""
    folder = str(test.parent.relative_to(ROOT / "tests"))
    if suite in STEPPED and not STEPPED_CODE.match(file):
        return None
    if folder == "exploration":
        return (4 if suite.endswith("Slow") else 3) if EXPLORED_CODE.match(file) else None
    if folder == "interleavings":
        return 3 if INTERLEAVED_CODE.match(file) else None
    if test.stem.startswith(Path(file).stem) or f'#include "{Path(file).with_suffix(".hpp")}"' in text:
        return 0
    if folder == str(Path(file).parent):
        return 2 if suite in STEPPED else 1
    # What the layers above do with it.
    layers = ["lib", "mm", "kernel"]
    top, above = file.split("/")[0], folder.split("/")[0]
    return 2 if above in layers[layers.index(top) if top in layers else 0:] else None


def asks(file: str, quick: bool) -> list[Ask]:
    """In their order, whatever takes long at the end; if it is to be quick, without those that explore, which take a minute."""
    groups: dict[tuple[bool, int, str], list[str]] = {}
    for suite, program, test, text in all_suites():
        away = distance(file, suite, test, text)
        if away is not None and not (quick and program == EXPLORERS) and objects_with(program, file):
            groups.setdefault((seconds_without(program).get(suite, LONG) >= LONG, away, program), []).append(suite)
    return [Ask(program, tuple(suites)) for (_, _, program), suites in sorted(groups.items())]


@cache
def seconds_without(program: str) -> dict[str, float]:
    """What each suite takes of a CPU without a mutant, but for those that step. Measured once for a program that was built."""
    built, kept = build_of(program) / "tests" / program, build_of(program) / f"{program}.seconds"
    if not kept.exists() or kept.stat().st_mtime < built.stat().st_mtime:
        kept.write_text(json.dumps(measured(built, "*" if program == EXPLORERS else "-" + ":".join(f"{suite}.*" for suite in STEPPED))), encoding="utf-8")
    return json.loads(kept.read_text(encoding="utf-8"))


def measured(program: Path, pattern: str) -> dict[str, float]:
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    shown = subprocess.run([str(program), f"--gtest_filter={pattern}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                           check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if shown.returncode:
        raise SystemExit(f"without any mutant, {program} does not pass")
    share = min(1.0, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / (time.monotonic() - began))
    return {suite.decode().split("/")[-1]: share * int(ms) / 1000
            for suite, ms in re.findall(rb"\] \d+ tests? from (\S+) \((\d+) ms total\)", shown.stdout)}


def noticed(program: Path, ask: Ask, seconds: int) -> str | None:
    """The first of these tests that fails, or nothing."""
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        result = subprocess.run([str(program), f"--gtest_filter={ask.pattern()}", "--gtest_fail_fast", "--gtest_brief=1"], preexec_fn=limited,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=60 + 20 * seconds,
                                env={**os.environ, "GTEST_CATCH_EXCEPTIONS": "1"})
    except subprocess.TimeoutExpired:
        return "a test that waits for ever"
    if result.returncode == 0:
        return None
    failed = re.findall(rb"\[  FAILED  \] ([\w./]+)", result.stdout)
    return failed[0].decode() if failed else f"a test that ended with status {result.returncode}, of {ask.suites[0]} and others"


def limit_of(ask: Ask) -> int:
    return 1 + int(3 * sum(seconds_without(ask.program).get(suite, 5.0) for suite in ask.suites))
