#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proves that tests notice the bugs of bugs.ini, whose first lines say what is in it.

    notice.py --host NAME PROGRAM     runs the tests of a program with the bug in it; exactly those in the table must fail
    notice.py --guest [NAME...]       builds a kernel with each of these bugs (or all that have `guest`) and runs its own
                                      tests; one must fail. Takes minutes, and is not part of ./dormer test
"""
import configparser
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/guest"))
import ktap  # noqa: E402

from plant import load, write  # noqa: E402

TABLE = Path(__file__).with_name("bugs.ini")
SECONDS = 150  # enough for any run of tests; a bug may well hang one


def tests_of(program: str, pattern: str) -> list[str]:
    """The names of googletest's tests, as it lists them: suites, and under each its tests, indented."""
    names, suite = [], ""
    command = [program, "--gtest_list_tests", f"--gtest_filter={pattern}"]
    for line in subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines():
        if not line.startswith(" "):
            suite = line.strip()
        else:
            names.append(suite + line.split("#")[0].strip())
    return names


def fails(program: str, test: str) -> bool:
    """Each test in a process of its own, since one that fails may take the others with it."""
    try:
        return subprocess.run([program, f"--gtest_filter={test}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=SECONDS, check=False).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def problems(wanted: set[str], run: set[str], failed: set[str]) -> list[str]:
    """Why the tests did not judge the bug as the table says; nothing if they did."""
    found = [] if run else ["no test was run"]
    found += [f"there is no test {name}" for name in sorted(wanted - run)]
    found += [f"{name} did not notice" for name in sorted((wanted & run) - failed)]
    return found + [f"{name} failed and is not in the table" for name in sorted(failed - wanted)]


def host(bug: configparser.SectionProxy, program: str) -> int:
    run = tests_of(program, bug["run"])
    failed = {test for test in run if fails(program, test)}
    print(f"{bug['what']}: {len(failed)} of {len(run)} tests fail")
    found = problems(set(bug["fails"].split()), set(run), failed)
    print("\n".join(found))
    return 1 if found else 0


def guest(bug: configparser.SectionProxy, tree: Path) -> int:
    """In a copy of the tree, so that the kernel is built as usual."""
    log = ROOT / "build/planted" / f"{bug.name}.log"
    log.unlink(missing_ok=True)
    write(bug, tree)
    # With memory above 4 GiB, so that both halves of entries differ.
    subprocess.run([str(tree / "dormer"), "run", "--headless", "--boot", "kernel", "--cpus", bug["cpus"], "--memory",
                    "6G", "--timeout", str(SECONDS), "--log", str(log), "--append",
                    f"run=test:{bug['guest']} {bug['words']}"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    shutil.copyfile(ROOT / bug["file"], tree / bug["file"])  # with a new time, so that it is built again
    text = log.read_bytes().decode("ascii", errors="replace").replace("\r", "") if log.exists() else ""
    noticed = "\n1.." in text and ktap.problems(text)  # otherwise it was not built, or did not get that far
    print(f"{bug['what']}: {bug['guest']} {'notices' if noticed else 'DID NOT NOTICE'}, see {log}", flush=True)
    return 0 if noticed else 1


def guests(bugs: list[configparser.SectionProxy]) -> int:
    tree = ROOT / "build/planted/tree"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns("build", ".git"))
    return max(guest(bug, tree) for bug in bugs if bug["guest"])


def main(words: list[str]) -> int:
    table = load(TABLE)
    match words:
        case ["--host", name, program]:
            return host(table[name], program)
        case ["--guest", *names]:
            return guests([table[name] for name in names or table.sections()])
    raise SystemExit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
